/// What one look at the bytes of a field tells: the union of its characters' classes.
struct FieldClasses: OptionSet {
    let rawValue: UInt16

    /// A character that the published list lacks wherever it stands.
    static let unlisted = FieldClasses(rawValue: 1)
    /// A control character other than TAB, LF, CR and NUL, or another invisible one.
    static let invisibleInTrait = FieldClasses(rawValue: 2)
    /// As in traits, or what no identifier may have: TAB, LF, CR, joiners and the like.
    static let invisibleInIdentifier = FieldClasses(rawValue: 4)
    static let nul = FieldClasses(rawValue: 8)
    /// Anything but spaces and tabs: the field is not blank.
    static let ink = FieldClasses(rawValue: 16)
    /// Two adjacent spaces.
    static let doubleSpace = FieldClasses(rawValue: 32)
    /// A character beyond the table, or one that only its neighbours can tell about: the slow way.
    static let needsWalk = FieldClasses(rawValue: 64)
    static let space = FieldClasses(rawValue: 128)
    static let quote = FieldClasses(rawValue: 256)
}

/// The classes of every code point up to U+FFFF, filled once from the rules for characters.
///
/// The look at a field uses one load a character: of the table's 128 KB ordinary text touches little.
final class FieldClassTable: Sendable {
    static let shared = FieldClassTable()

    // Written by `init` only, so any number of threads may read it.
    private nonisolated(unsafe) let classes: UnsafeMutablePointer<UInt16>

    private init() {
        classes = .allocate(capacity: 0x10000)
        for codePoint: UInt32 in 0..<0x10000 {
            (classes + Int(codePoint)).initialize(to: Self.classes(of: codePoint).rawValue)
        }
    }

    deinit { classes.deallocate() }

    var start: UnsafePointer<UInt16> { UnsafePointer(classes) }

    private static func classes(of codePoint: UInt32) -> FieldClasses {
        var classes: FieldClasses = .ink
        switch codePoint {
        case 0: return [.ink, .nul, .unlisted]
        case 0x09: classes = [.invisibleInIdentifier]
        case 0x0A, 0x0D: classes.formUnion(.invisibleInIdentifier)
        case 0x20: classes = .space
        case 0x22: classes.formUnion(.quote)
        default:
            if InvisibleCharacters.inTraits.contains(codePoint) {
                classes.formUnion(.invisibleInTrait)
            }
            if InvisibleCharacters.inIdentifiers.contains(codePoint) {
                classes.formUnion(.invisibleInIdentifier)
            }
        }
        switch AllowedCharacters.published.standing(of: codePoint) {
        case .allowed: break
        case .refused: classes.formUnion(.unlisted)
        case .dependsOnContext: classes.formUnion(.needsWalk)
        }
        return classes
    }
}

extension FieldClasses {
    /// The classes of a field. Its bytes are UTF-8, or reported not to be; 3 bytes after it can be read.
    ///
    /// - Complexity: O(bytes).
    @inline(__always)
    static func of(_ field: UnsafeRawBufferPointer, _ table: UnsafePointer<UInt16>) -> FieldClasses {
        guard let bytes = field.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return [] }
        var seen: UInt16 = 0
        var previous: UInt16 = 0
        var at = 0
        while at < field.count {
            let byte = bytes[at]
            var codePoint = Int(byte)
            at &+= 1
            if byte >= 0x80 {
                if byte < 0xE0 {
                    codePoint = Int(byte & 0x1F) &<< 6 | Int(bytes[at] & 0x3F)
                    at &+= 1
                } else if byte < 0xF0 {
                    codePoint =
                        Int(byte & 0xF) &<< 12 | Int(bytes[at] & 0x3F) &<< 6 | Int(bytes[at &+ 1] & 0x3F)
                    at &+= 2
                } else {
                    seen |= needsWalk.rawValue
                    codePoint = 0x61
                    at &+= 3
                }
            }
            let classes = table[codePoint]
            // Two spaces in a row: the bit of a space, moved to the one that says so.
            seen |= classes | (classes & previous & space.rawValue) &>> 2
            previous = classes
        }
        return FieldClasses(rawValue: seen)
    }
}

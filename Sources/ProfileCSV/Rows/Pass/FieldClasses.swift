/// What the scan's marks in a field tell: the union of the classes of the marked characters.
struct FieldClasses: OptionSet {
    let rawValue: UInt16

    /// A character that the published list lacks wherever it stands.
    static let unlisted = FieldClasses(rawValue: 1)
    /// A control character other than TAB, LF, CR and NUL, or another invisible one.
    static let invisibleInTrait = FieldClasses(rawValue: 2)
    /// As in traits, or what no identifier may have: TAB, LF, CR, joiners and the like.
    static let invisibleInIdentifier = FieldClasses(rawValue: 4)
    static let nul = FieldClasses(rawValue: 8)
    static let tab = FieldClasses(rawValue: 16)
    /// A character beyond the table, or one that only its neighbours can tell about: the slow way.
    static let needsWalk = FieldClasses(rawValue: 32)
    static let quote = FieldClasses(rawValue: 64)
    static let leadingSpace = FieldClasses(rawValue: 128)
    static let trailingSpace = FieldClasses(rawValue: 256)
    static let doubleSpace = FieldClasses(rawValue: 512)

    static let anySpace: FieldClasses = [.leadingSpace, .trailingSpace, .doubleSpace]
}

/// The classes of every code point up to U+FFFF, filled once from the rules for characters.
///
/// A marked character costs one load: of the table's 128 KB ordinary text touches little.
final class FieldClassTable: Sendable {
    static let shared = FieldClassTable()

    /// The table as loops read it; valid for ever.
    struct Entries {
        /// One for each code point.
        let classes: UnsafePointer<UInt16>
        /// For U+00C0 … U+017F 1 where there is a class.
        let latin: UnsafePointer<UInt8>
    }

    // Written by `init` only, so any number of threads may read them.
    private nonisolated(unsafe) let classes: UnsafeMutablePointer<UInt16>
    private nonisolated(unsafe) let latin: UnsafeMutablePointer<UInt8>

    private init() {
        classes = .allocate(capacity: 0x10000)
        for codePoint: UInt32 in 0..<0x10000 {
            (classes + Int(codePoint)).initialize(to: Self.classes(of: codePoint).rawValue)
        }
        latin = .allocate(capacity: 192)
        for index in 0..<192 { (latin + index).initialize(to: classes[0xC0 + index] == 0 ? 0 : 1) }
    }

    deinit {
        classes.deallocate()
        latin.deallocate()
    }

    var entries: Entries {
        Entries(classes: UnsafePointer(classes), latin: UnsafePointer(latin))
    }

    private static func classes(of codePoint: UInt32) -> FieldClasses {
        var classes: FieldClasses = []
        switch codePoint {
        case 0: return [.nul, .unlisted]
        case 0x09: classes = [.tab, .invisibleInIdentifier]
        case 0x0A, 0x0D: classes = .invisibleInIdentifier
        case 0x22: classes = .quote
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
    /// The classes of the character that begins at `offset`; none for a byte inside a character.
    /// The bytes are UTF-8, or reported not to be; 2 bytes after `offset` can be read.
    @inline(__always)
    static func of(
        _ bytes: UnsafePointer<UInt8>, at offset: Int, _ table: UnsafePointer<UInt16>
    ) -> UInt16 {
        let byte = Int(bytes[offset])
        let second = Int(bytes[offset &+ 1] & 0x3F)
        let third = Int(bytes[offset &+ 2] & 0x3F)
        // Selections instead of branches; a letter stands for what has no classes here.
        let inside = 0x61
        let ofTwo = (byte & 0x1F) &<< 6 | second
        let ofThree = (byte & 0x0F) &<< 12 | second &<< 6 | third
        let codePoint =
            byte < 0xC0 ? (byte < 0x80 ? byte : inside) : (byte < 0xE0 ? ofTwo : ofThree)
        return byte >= 0xF0 ? needsWalk.rawValue : table[codePoint]
    }
}

/// The characters of a field that are not plain ASCII, judged for the upload pages and for the API.
struct FieldCharacters {
    /// The first character that is not taken.
    struct Violation {
        /// From the field's first byte.
        var offset: Int
        /// `U+2019`.
        var name: String
    }

    /// Whether all characters beyond ASCII stand in the published list.
    func areListed(_ field: UnsafeRawBufferPointer) -> Bool { true }

    /// Whether no character beyond ASCII is an invisible one.
    func areVisible(_ field: UnsafeRawBufferPointer) -> Bool {
        String(decoding: field, as: UTF8.self).unicodeScalars.allSatisfy { $0.isASCII || Self.isVisible($0) }
    }

    /// The first character that the published list lacks.
    func firstUnlisted(_ field: UnsafeRawBufferPointer) -> Violation? {
        first(field) { $0.isASCII && FieldClasses.table[Int($0.value)] & FieldClasses.unlisted.rawValue != 0 }
    }

    /// The first control, private-use, unassigned or bidirectional control character; TAB, LF and CR
    /// only in identifiers.
    func firstInvisible(_ field: UnsafeRawBufferPointer, isIdentifier: Bool) -> Violation? {
        first(field) { scalar in
            switch scalar {
            case "\t", "\n", "\r": isIdentifier
            default: !Self.isVisible(scalar)
            }
        }
    }

    private func first(_ field: UnsafeRawBufferPointer, _ isBad: (Unicode.Scalar) -> Bool) -> Violation? {
        var offset = 0
        for scalar in String(decoding: field, as: UTF8.self).unicodeScalars {
            if isBad(scalar) {
                let hex = String(scalar.value, radix: 16, uppercase: true)
                let zeros = String(repeating: "0", count: max(0, 4 - hex.count))
                return Violation(offset: offset, name: "U+" + zeros + hex)
            }
            offset += UTF8.width(scalar)
        }
        return nil
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .privateUse, .unassigned, .surrogate: false
        default: !scalar.properties.isBidiControl
        }
    }
}

/// Mends the value of one field for a target: by default only what that target refuses, and never
/// an identifier or the letters of a name (issue: check, part 6). One task at a time uses it.
package final class FieldMender {
    /// A value that was changed, and by which rules: codes of problems, else the name of the mend.
    package struct Mended: Equatable {
        package var value: [UInt8]
        package var rules: [String]
    }

    private let mends: Mends
    /// Whether the target goes by Segment's list in cells.
    private let isListed: Bool
    private lazy var transliterator = Transliterator()

    /// - Parameter characters: where the list holds; the `api` knows none.
    package init(
        target: Target, characters: SpaceConfiguration.CharacterScope, mends: Mends = []
    ) {
        self.mends = mends
        isListed = target != .api && characters == .all
    }

    /// - Parameter isIdentifier: whether any target reads an identifier from the column.
    /// - Returns: `nil` where nothing is to be changed, or where the value is no text.
    package func mend(_ value: UnsafeRawBufferPointer, isIdentifier: Bool) -> Mended? {
        guard !isIdentifier || mends.contains(.identifiers),
            let text = String(validating: value, as: UTF8.self)
        else { return nil }
        var draft = Draft(text: text)
        if isIdentifier {
            mendIdentifier(&draft)
        } else {
            mendTrait(&draft)
        }
        guard !draft.rules.isEmpty, !draft.text.utf8.elementsEqual(value) else { return nil }
        return Mended(value: Array(draft.text.utf8), rules: draft.rules)
    }

    private struct Draft {
        var text: String
        var rules: [String] = []

        mutating func note(_ rule: String) {
            if !rules.contains(rule) { rules.append(rule) }
        }

        mutating func note(_ code: ProblemCode) { note(code.rawValue) }
    }

    // MARK: Identifiers

    private func mendIdentifier(_ draft: inout Draft) {
        let before = draft.text
        var kept = String.UnicodeScalarView()
        for scalar in before.unicodeScalars {
            if scalar.value == 0 {
                draft.note(.parseError)
            } else if InvisibleCharacters.inIdentifiers.contains(scalar.value)
                || (0x09...0x0D).contains(scalar.value)
            {
                draft.note(.invisibleCharacter)
            } else {
                kept.append(scalar)
            }
        }
        let trimmed = MendedSpaces.trimmed(String(kept))
        if trimmed.utf8.count != kept.reduce(0, { $0 + $1.utf8.count }) {
            draft.note(.edgeSpaceIdentifier)
        }
        draft.text = trimmed
    }

    // MARK: Traits

    private func mendTrait(_ draft: inout Draft) {
        mendScalars(&draft)
        if isListed, mends.contains(.transliterate) { transliterate(&draft) }
        guard mends.contains(.spaces) else { return }
        let plain = MendedSpaces.collapsed(MendedSpaces.trimmed(draft.text))
        if plain.utf8.count != draft.text.utf8.count { draft.note(.fieldSpaces) }
        draft.text = plain
    }

    private func mendScalars(_ draft: inout Draft) {
        var mended = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in draft.text.unicodeScalars {
            defer { previous = scalar }
            if scalar.value == 0 {
                draft.note(.parseError)
                continue
            }
            let isRefused =
                isListed && AllowedCharacters.published.standing(of: scalar.value) == .refused
            if isRefused, scalar.properties.isWhitespace {
                // A line break of two characters becomes one space.
                if !(scalar == "\n" && previous == "\r") { mended.append(" ") }
                draft.note(.invalidCharacter)
            } else if isRefused || mends.contains(.spaces),
                InvisibleCharacters.inTraits.contains(scalar.value)
            {
                draft.note(isRefused ? .invalidCharacter : .invisibleCharacter)
            } else if mends.contains(.quotes), let plain = PlainSigns.quote(for: scalar),
                isTaken(plain)
            {
                mended.append(plain)
                draft.note("quotes")
            } else {
                mended.append(scalar)
            }
        }
        draft.text = String(mended)
    }

    private func isTaken(_ scalar: Unicode.Scalar) -> Bool {
        !isListed || AllowedCharacters.published.standing(of: scalar.value) == .allowed
    }

    private func transliterate(_ draft: inout Draft) {
        guard PlainSigns.isRefused(draft.text) else { return }
        var mended = ""
        for character in draft.text {
            let text = String(character)
            if PlainSigns.isRefused(text), let plain = transliterator.plain(text), !plain.isEmpty,
                !PlainSigns.isRefused(plain)
            {
                mended += plain
                draft.note("transliterate")
            } else {
                mended += text
            }
        }
        draft.text = mended
    }
}

/// Spaces at the ends and in a row, those of typographers included.
enum MendedSpaces {
    static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }

    static func collapsed(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !(scalar == " " && kept.last == " ") {
            kept.append(scalar)
        }
        return String(kept)
    }
}

/// Signs of typographers and the plain ones that stand for them.
enum PlainSigns {
    static func quote(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x2018, 0x2019, 0x201A, 0x201B, 0x2032, 0x02BC, 0x00B4: "'"
        case 0x201C, 0x201D, 0x201E, 0x201F, 0x2033, 0x00AB, 0x00BB: "\""
        default: nil
        }
    }

    /// Whether Segment's list lacks any character of a text.
    static func isRefused(_ text: String) -> Bool {
        AllowedCharacters.published.firstViolation(in: Array(text.utf8)) != nil
    }
}

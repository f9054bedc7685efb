/// `invalid_character` and `invisible_character` in headers: the first of each in every name.
struct HeaderCharacters {
    let rules: HeaderRules

    private var header: HeaderRecord { rules.binder.header }

    func problems() -> [Problem] {
        header.names.indices.flatMap { index -> [Problem] in
            let name = header.names[index]
            // What has no name, or is no text, has a problem of its own.
            guard !HeaderSpaces.isBlank(name), !name.contains(0),
                UTF8Check.firstInvalidByte(in: name) == nil
            else { return [] }
            return unlisted(index, name) + invisible(index, name)
        }
    }

    private func unlisted(_ index: Int, _ name: [UInt8]) -> [Problem] {
        guard let found = AllowedCharacters.published.firstViolation(in: name) else { return [] }
        return rules.problems(
            .invalidCharacter, at: index, byteInName: found.byteOffset,
            arguments: ["code_point": found.code])
    }

    /// In a name a tab and a line break are as good as invisible: nobody can type them.
    private func invisible(_ index: Int, _ name: [UInt8]) -> [Problem] {
        let targets = rules.targetsOfName(index)
        let unseen = InvisibleCharacters.inIdentifiers.firstViolation(in: name)
        let line = name.firstIndex { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        if let line, line < unseen?.byteOffset ?? .max {
            let code = CodePointName.code(Unicode.Scalar(name[line]))
            return rules.problems(
                .invisibleCharacter, at: index, among: targets, byteInName: line,
                arguments: ["code_point": code])
        }
        guard let unseen else { return [] }
        return rules.problems(
            .invisibleCharacter, at: index, among: targets, byteInName: unseen.byteOffset,
            arguments: ["code_point": unseen.code])
    }
}

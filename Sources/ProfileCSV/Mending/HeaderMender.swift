internal import IdentityResolution

/// Mends the names of columns for a target, each only where the result is a name that the target
/// takes and that no other column has.
package struct HeaderMender {
    /// A column of the corrected copy.
    package struct Column: Equatable {
        /// 0-based place in the source.
        package var index: Int
        package var name: [UInt8]
        /// Codes of the problems that were mended, else the name of the mend; empty: as it was.
        package var rules: [String] = []
    }

    private let target: Target
    private let mends: Mends
    private let transliterator = Transliterator()

    package init(target: Target, mends: Mends = []) {
        self.target = target
        self.mends = mends
    }

    /// The columns that the copy keeps, in their order.
    ///
    /// - Parameters:
    ///   - map: the header as it is read; the upload pages know no mapping, so for them the names
    ///     that a mapping gives are written, and what it leaves out is left out.
    ///   - meant: identifiers that headers were meant to be, by their column, 0-based.
    ///   - blank: columns without any value; nameless and doubled ones of them are dropped.
    package func columns(
        _ map: ColumnMap, isMapped: Bool, meant: [Int: String], blank: Set<Int>
    ) -> [Column] {
        var taken: [[UInt8]: Int] = [:]
        for column in map.columns { taken[NFC.normalized(column.header), default: 0] += 1 }
        var first: Set<[UInt8]> = []
        var kept: [Column] = []
        for column in map.columns {
            let key = NFC.normalized(column.header)
            let isDouble = !first.insert(key).inserted
            let hasNoName = HeaderSpaces.isBlank(column.header)
            if blank.contains(column.index), hasNoName || isDouble { continue }
            if isMapped, target != .api, column.meaning == .ignore { continue }
            var new = Column(index: column.index, name: column.header)
            let (name, rules) = mended(column, map, isMapped: isMapped, meant: meant[column.index])
            let newKey = NFC.normalized(name)
            if !rules.isEmpty, !HeaderSpaces.isBlank(name), isTaken(name),
                taken[newKey] ?? 0 == 0 || newKey == key
            {
                new.name = name
                new.rules = rules
                taken[key, default: 1] -= 1
                taken[newKey, default: 0] += 1
            }
            kept.append(new)
        }
        return kept
    }

    private func isTaken(_ name: [UInt8]) -> Bool {
        target == .api || AllowedCharacters.published.firstViolation(in: name) == nil
    }

    private func mended(
        _ column: ColumnMap.Column, _ map: ColumnMap, isMapped: Bool, meant: String?
    ) -> (name: [UInt8], rules: [String]) {
        if isMapped, target != .api {
            switch column.meaning {
            case .identifier(let rule)
            where map.identifiers[rule].type.utf8.elementsEqual(column.header) == false:
                return (Array(map.identifiers[rule].type.utf8), ["mapping"])
            case .trait(let name) where name != column.header: return (name, ["mapping"])
            default: break
            }
        }
        if mends.contains(.identifiers), let meant {
            return (Array(meant.utf8), [ProblemCode.nearMissHeader.rawValue])
        }
        guard let text = String(validating: column.header, as: UTF8.self) else {
            return (column.header, [])
        }
        return mended(text)
    }

    private func mended(_ text: String) -> (name: [UInt8], rules: [String]) {
        var rules: [String] = []
        var name = ""
        for character in text {
            let (new, rule) = mended(character)
            name += new
            if let rule, !rules.contains(rule) { rules.append(rule) }
        }
        if target != .api || mends.contains(.spaces) || !rules.isEmpty {
            let plain = MendedSpaces.collapsed(MendedSpaces.trimmed(name))
            if !HeaderSpaces.found(in: Array(text.utf8)).isEmpty {
                rules.append(ProblemCode.headerSpaces.rawValue)
            }
            name = plain
        }
        return (Array(name.utf8), rules)
    }

    /// Signs that no page takes make way; letters only where that is asked for.
    private func mended(_ character: Character) -> (text: String, rule: String?) {
        let text = String(character)
        if text.unicodeScalars.allSatisfy({ $0.properties.isWhitespace }), text != " " {
            return (" ", ProblemCode.invisibleCharacter.rawValue)
        }
        let visible = text.unicodeScalars.filter {
            $0.value != 0 && !InvisibleCharacters.inIdentifiers.contains($0.value)
        }
        if visible.count != text.unicodeScalars.count {
            return (
                String(String.UnicodeScalarView(visible)), ProblemCode.invisibleCharacter.rawValue
            )
        }
        guard target != .api, PlainSigns.isRefused(text) else { return (text, nil) }
        guard let first = text.unicodeScalars.first,
            first.properties.isAlphabetic || first.properties.numericType != nil
        else {
            let isQuote =
                text == "'" || text == "\""
                || PlainSigns.quote(for: text.unicodeScalars.first ?? " ") != nil
            return (isQuote ? "" : " ", ProblemCode.invalidCharacter.rawValue)
        }
        guard mends.contains(.transliterate), let plain = transliterator.plain(text),
            !plain.isEmpty,
            !PlainSigns.isRefused(plain)
        else { return (text, nil) }
        return (plain, "transliterate")
    }
}

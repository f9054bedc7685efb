/// What spreadsheets and exports do to identifiers: the `kind` of `damaged_identifier`.
///
/// Three more kinds need more than one value: `rounded` and `leading_zeros` the whole column
/// (``ColumnDoubts``), `cut_file` the whole file.
enum IdentifierDamage: String {
    case scientific, date, mojibake, cut
    case errorText = "error_text"
    case rounded
    case leadingZeros = "leading_zeros"

    /// Characters (UTF-16 units) that a cell of a spreadsheet holds.
    static let cellCharacters = 32_767

    /// What was done to a value that is not only digits; `nil` for one that is as it should be.
    /// Mojibake is looked for in values with letters beyond ASCII, cut values among those that are too
    /// large to be sent.
    ///
    /// - Complexity: O(1) for most values, at most O(bytes).
    static func of(_ value: UnsafeRawBufferPointer) -> IdentifierDamage? {
        guard let first = value.first else { return nil }
        guard value.count <= maxLength else { return nil }
        if first &- 0x30 < 10 {
            if isScientific(value) { return .scientific }
            return isDate(value) ? .date : nil
        }
        if value.count == 6, isMonthAndNumber(value) { return .date }
        return isErrorText(value) ? .errorText : nil
    }

    // MARK: Numbers

    /// `1.23E+15`, `1,5E+9`, `9E+15`: an exponent with its sign, as spreadsheets write it.
    private static func isScientific(_ value: UnsafeRawBufferPointer) -> Bool {
        guard let e = value.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }), e >= 1,
            value.count - e >= 4, value.count - e <= 5, value[e + 1] == UInt8(ascii: "+")
        else { return false }
        let exponent = value[(e + 2)...]
        var hasPoint = false
        for (index, byte) in value[..<e].enumerated() {
            if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") {
                if hasPoint || index == 0 || index == e - 1 { return false }
                hasPoint = true
            } else if !isDigit(byte) {
                return false
            }
        }
        return exponent.allSatisfy(isDigit) && (e == 1 || hasPoint)
    }

    // MARK: Dates

    /// `2024-03-01`, with a time or without, `1/3/2024`, `01.03.24`, `1-Mar`, `1-Mar-24`.
    private static func isDate(_ value: UnsafeRawBufferPointer) -> Bool {
        var parts: [(text: ArraySlice<UInt8>, separator: UInt8)] = []
        let bytes = Array(value.prefix { $0 != 0x20 && $0 != UInt8(ascii: "T") })
        if bytes.count < value.count, !isTime(value[(bytes.count + 1)...]) { return false }
        var start = 0
        for (index, byte) in bytes.enumerated() where "-/.".utf8.contains(byte) {
            parts.append((bytes[start..<index], byte))
            start = index + 1
        }
        parts.append((bytes[start...], 0))
        guard parts.count == 2 || parts.count == 3,
            parts.dropLast().allSatisfy({ $0.separator == parts[0].separator })
        else { return false }
        if isMonthName(parts[1].text) {
            return parts[0].separator == UInt8(ascii: "-") && number(parts[0].text, 1...31) != nil
                && (parts.count == 2 || isYear(parts[2].text))
        }
        guard parts.count == 3 else { return false }
        if parts[0].text.count == 4 {
            return isYear(parts[0].text) && number(parts[1].text, 1...12) != nil
                && number(parts[2].text, 1...31) != nil
        }
        guard let one = number(parts[0].text, 1...31), let two = number(parts[1].text, 1...31) else {
            return false
        }
        // Three pairs with dashes are many things.
        guard parts[0].separator != UInt8(ascii: "-") || parts[2].text.count == 4 else { return false }
        return min(one, two) <= 12 && isYear(parts[2].text)
    }

    /// `Mar-01`
    private static func isMonthAndNumber(_ value: UnsafeRawBufferPointer) -> Bool {
        isMonthName(Array(value[..<3])[...]) && value[3] == UInt8(ascii: "-")
            && isDigit(value[4]) && isDigit(value[5])
    }

    private static func isTime(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
        text.count >= 4 && text.allSatisfy { isDigit($0) || ":.+-Z APMapm".utf8.contains($0) }
            && text.contains(UInt8(ascii: ":"))
    }

    /// 19xx, 20xx, or two digits.
    private static func isYear(_ text: ArraySlice<UInt8>) -> Bool {
        if text.count == 2 { return text.allSatisfy(isDigit) }
        return text.count == 4 && number(text, 1900...2099) != nil
    }

    /// A number of at most four digits within a range.
    private static func number(_ text: ArraySlice<UInt8>, _ range: ClosedRange<Int>) -> Int? {
        guard (1...4).contains(text.count), text.allSatisfy(isDigit),
            let number = Int(String(decoding: text, as: UTF8.self)), range.contains(number)
        else { return nil }
        return range.upperBound > 31 || text.count <= 2 ? number : nil
    }

    private static func isMonthName(_ text: ArraySlice<UInt8>) -> Bool {
        text.count == 3 && months.contains(Array(text))
    }

    private static let months: Set<[UInt8]> = Set(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            .map { Array($0.utf8) })

    // MARK: Words

    /// The errors of spreadsheets, and the words of programs for nothing.
    private static func isErrorText(_ value: UnsafeRawBufferPointer) -> Bool {
        guard value.count < errorTexts.count else { return false }
        return errorTexts[value.count].contains { text in
            zip(text, value).allSatisfy { $0 == small($1) }
        }
    }

    /// By their length, in small letters.
    private static let errorTexts: [[[UInt8]]] = {
        let texts = [
            "#n/a", "#value!", "#ref!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!",
            "#getting_data", "#error!", "n/a", "null", "(null)", "<null>", "[null]", "\\n", "nan",
            "none", "(none)", "nil", "undefined", "[object object]", "not available", "n.a.",
        ]
        return (0...15).map { length in
            texts.map { Array($0.utf8) }.filter { $0.count == length }
        }
    }()

    private static func small(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    /// Longest value that any of the numbers or words has.
    static let maxLength = 24

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}

/// Counts as spreadsheets do.
enum UTF16Count {
    /// UTF-16 units of text in UTF-8. Complexity: O(bytes).
    static func of(_ bytes: UnsafeRawBufferPointer) -> Int {
        bytes.reduce(0) { count, byte in
            count + (byte & 0xC0 == 0x80 ? 0 : byte >= 0xF0 ? 2 : 1)
        }
    }
}

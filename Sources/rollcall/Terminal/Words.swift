internal import IdentifyMessages

/// Small words that every sentence needs: counts with their nouns, numbers that can be read, paths
/// that can be copied.
enum Words {
    /// `1 row`, `12,345 rows`.
    static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(grouped(number)) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    /// `12345` as `12,345`.
    static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `1.2 MB`; bytes below a thousand stand as they are.
    static func bytes(_ number: Int) -> String {
        var value = Double(number)
        var unit = 0
        let units = ["bytes", "kB", "MB", "GB", "TB"]
        while value >= 999.95, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        guard unit > 0 else { return count(number, "byte") }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    /// `a`, `a and b`, `a, b and c`.
    static func list(_ words: [String], and: String = "and") -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(and) " + last
    }

    /// `text` with an end, so that another sentence can follow.
    static func sentence(_ text: String) -> String {
        text.hasSuffix(".") || text.hasSuffix("?") || text.hasSuffix("!") ? text : text + "."
    }

    /// Lines of at most 100 columns, broken between words; the line breaks of `text` stay. Made
    /// ``visible(_:)``, because a sentence may quote a header or a value.
    static func wrapped(_ text: String, indent: Int) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { wrappedLine(visible(String($0)), indent: indent) }
    }

    private static func wrappedLine(_ text: String, indent: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in unbroken(text, width: 100 - indent) {
            let width = TextTable.width(line) + TextTable.width(word) + 1
            if !line.isEmpty, width > 100 - indent {
                lines.append(line)
                line = word
            } else {
                line += line.isEmpty ? word : " " + word
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines.map { String(repeating: " ", count: indent) + $0 }
    }

    /// Words, and commands of ours as one word each: a command in two lines could not be copied. One ends
    /// with a sign that ends a part of a sentence, or before a bracket; what fits no line is broken.
    private static func unbroken(_ text: String, width: Int) -> [String] {
        var words: [String] = []
        var command: [String] = []
        func end() {
            let whole = command.joined(separator: " ")
            words += TextTable.width(whole) <= width ? [whole] : command
            command = []
        }
        for word in text.split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
            if command.isEmpty, word != "rollcall" {
                words.append(word)
                continue
            }
            if word.hasPrefix("(") {
                end()
                words.append(word)
                continue
            }
            command.append(word)
            if let last = word.last, ",.:;)”".contains(last) { end() }
        }
        if !command.isEmpty { end() }
        return words
    }

    /// Text without what could move a terminal's cursor or hide something: control characters and
    /// those that change the direction of writing become visible escapes.
    static func visible(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isSafe: Bool =
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
                default: true
                }
            if isSafe {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
        }
        return result
    }
}

extension Words {
    /// `2026-11-21 10:40:00 UTC`, from milliseconds since 1970.
    static func time(_ milliseconds: Int) -> String {
        let text = Timestamp.text(milliseconds: milliseconds)
        return text.prefix(10) + " " + text.dropFirst(11).prefix(8) + " UTC"
    }

    /// RFC 3339 in UTC with milliseconds.
    static func timestamp(_ milliseconds: Int) -> String { Timestamp.text(milliseconds: milliseconds) }
}

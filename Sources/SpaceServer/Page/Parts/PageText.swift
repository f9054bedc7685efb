internal import Foundation

/// Numbers, sizes and times as the page writes them.
enum PageText {
    /// `1,234,567`
    static func number(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = number < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `1 row`, `2 rows`; `many` where an s is not enough.
    static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(self.number(number)) \(number == 1 ? one : many ?? one + "s")"
    }

    /// `1.2 MB`; a megabyte has a million bytes.
    static func bytes(_ bytes: Int) -> String {
        guard bytes >= 1_000 else { return count(bytes, "byte") }
        var value = Double(bytes)
        var unit = "bytes"
        for name in ["KB", "MB", "GB", "TB"] where value >= 1_000 {
            value /= 1_000
            unit = name
        }
        let tenths = (value * 10).rounded() / 10
        return (tenths >= 100 || tenths == tenths.rounded() ? String(Int(tenths.rounded())) : String(tenths))
            + " " + unit
    }

    /// `12.5 %` of a whole; `–` where there is none.
    static func share(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "–" }
        let tenths = (Double(part) / Double(whole) * 1_000).rounded() / 10
        return (tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)) + " %"
    }

    /// A moment, in UTC; the script turns it to the visitor's own zone.
    ///
    /// - Parameter milliseconds: since 1970.
    static func time(_ milliseconds: Int) -> HTML {
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
        let style = Date.ISO8601FormatStyle()
        let day = date.formatted(style.year().month().day())
        let hour = date.formatted(style.time(includingFractionalSeconds: false))
        return "<time datetime='\(date.formatted(style))'>\(day) \(hour) UTC</time>"
    }

    /// Text of a file for one line of a table: at most `length` characters.
    static func shortened(_ text: String, to length: Int = 120) -> String {
        text.count <= length ? text : String(text.prefix(length - 1)) + "…"
    }
}

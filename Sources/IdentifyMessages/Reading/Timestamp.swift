/// Points in time as a message writes them.
public enum Timestamp {
    /// Milliseconds since 1970 of an ISO 8601 date (midnight UTC) or date-time with a zone; `nil` for
    /// anything else. Fractions beyond milliseconds are cut off; a leap second counts as the next one.
    /// Complexity: O(bytes).
    public static func milliseconds(_ text: some Collection<UInt8>) -> Int? {
        var parser = Parser(bytes: Array(text))
        guard parser.bytes.count <= 64, let day = parser.day() else { return nil }
        if parser.isAtEnd { return day * 86_400_000 }
        guard parser.take("Tt "), let hour = parser.digits(2), hour <= 23, parser.take(":"),
            let minute = parser.digits(2), minute <= 59
        else { return nil }
        var second = 0
        var fraction = 0
        if parser.take(":") {
            guard let digits = parser.digits(2), digits <= 60 else { return nil }
            second = digits
            if parser.take(".,") {
                guard let digits = parser.milliseconds() else { return nil }
                fraction = digits
            }
        }
        guard let zone = parser.zone(), parser.isAtEnd else { return nil }
        let seconds = day * 86_400 + hour * 3_600 + minute * 60 + second - zone * 60
        return seconds * 1_000 + fraction
    }

    /// `2026-01-31T10:00:00.000Z`, for any year from 0 to 9999; others are clamped.
    public static func text(milliseconds: Int) -> String {
        let least = daysFromCivil(0, 1, 1) * 86_400_000
        let most = (daysFromCivil(9_999, 12, 31) + 1) * 86_400_000 - 1
        let bounded = min(max(milliseconds, least), most)
        let day = Int((Double(bounded) / 86_400_000).rounded(.down))
        let rest = bounded - day * 86_400_000
        let (year, month, dayOfMonth) = civilFromDays(day)
        func padded(_ value: Int, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
            + "T\(padded(rest / 3_600_000, 2)):\(padded(rest / 60_000 % 60, 2))"
            + ":\(padded(rest / 1_000 % 60, 2)).\(padded(rest % 1_000, 3))Z"
    }

    private struct Parser {
        var bytes: [UInt8]
        var at = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { at == bytes.count }

        mutating func take(_ any: String) -> Bool {
            guard at < bytes.count, any.utf8.contains(bytes[at]) else { return false }
            at += 1
            return true
        }

        mutating func digits(_ count: Int) -> Int? {
            guard at + count <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[at..<at + count] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            at += count
            return value
        }

        /// Days since 1970 of `YYYY-MM-DD`.
        mutating func day() -> Int? {
            guard let year = digits(4), take("-"), let month = digits(2), take("-"),
                let day = digits(2), (1...12).contains(month), day >= 1
            else { return nil }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            return day <= lengths[month - 1] ? daysFromCivil(year, month, day) : nil
        }

        mutating func milliseconds() -> Int? {
            var value = 0
            var count = 0
            while let digit = digits(1) {
                if count < 3 { value = value * 10 + digit }
                count += 1
            }
            guard count > 0 else { return nil }
            while count < 3 {
                value *= 10
                count += 1
            }
            return value
        }

        /// Minutes east of UTC.
        mutating func zone() -> Int? {
            if take("Zz") { return 0 }
            let isWest = at < bytes.count && bytes[at] == UInt8(ascii: "-")
            guard take("+-"), let hours = digits(2), hours <= 23 else { return nil }
            let colon = take(":")
            guard let minutes = digits(2) else { return colon ? nil : (isWest ? -hours : hours) * 60 }
            return minutes <= 59 ? (isWest ? -1 : 1) * (hours * 60 + minutes) : nil
        }
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar, years from 0.
    private static func daysFromCivil(_ year: Int, _ month: Int, _ day: Int) -> Int {
        // Years begin in March here, so that the leap day is the last of a year.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civilFromDays(_ days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    }
}

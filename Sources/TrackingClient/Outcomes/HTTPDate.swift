/// A date as HTTP writes it, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7), without a locale.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Returns: milliseconds since 1970; `nil` where the text is no such date.
    static func milliseconds(_ text: String) -> Int? {
        let words = text.split { $0 == " " || $0 == "," || $0 == "-" }
        guard words.count >= 5 else { return nil }
        // Two obsolete forms are to be understood as well: `Sunday, 06-Nov-94 08:49:37 GMT` and
        // `Sun Nov  6 08:49:37 1994`.
        let isAscTime = months.contains(String(words[1]))
        let (day, month, year, time) = isAscTime
            ? (words[2], words[1], words[4], words[3]) : (words[1], words[2], words[3], words[4])
        guard let day = Int(day), (1...31).contains(day),
            let month = months.firstIndex(of: String(month)), var year = Int(year),
            (0...9_999).contains(year)
        else { return nil }
        if year < 100 { year += year < 70 ? 2_000 : 1_900 }
        let parts = time.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 3, (0...23).contains(parts[0]), (0...59).contains(parts[1]),
            (0...60).contains(parts[2])
        else { return nil }
        let seconds = days(year, month + 1, day) * 86_400 + parts[0] * 3_600 + parts[1] * 60 + parts[2]
        return seconds * 1_000
    }

    /// Days since 1970 of a day of the Gregorian calendar.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        // Years begin in March, so that a leap day is the last of its year.
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

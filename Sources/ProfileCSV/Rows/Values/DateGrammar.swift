/// Dates as the Tracking API keeps them: `YYYY-MM-DD`, or ISO 8601 in its extended form with a zone
/// (design §3; `identifiers-and-traits` §11: a date-time without a zone is not saved).
///
/// `2026-01-31`, `2026-01-31T10:00Z`, `2026-01-31T10:00:00.123+02:00`. The calendar is checked: 30
/// February is no date. A leap second is taken where one can stand, at the end of an hour.
package enum DateGrammar {
    /// Whether `bytes` are one date, or one date and time with a zone. Complexity: O(bytes).
    package static func accepts(_ bytes: UnsafeRawBufferPointer) -> Bool {
        minutesSince1970(bytes) != nil
    }

    /// Whether `bytes` may be a message's `timestamp`: a date that is not before 1970, because the
    /// service drops older messages without a word (`identifiers-and-traits` §9).
    package static func acceptsTimestamp(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let minutes = minutesSince1970(bytes) else { return false }
        return minutes >= 0
    }

    /// Whole minutes from the epoch, midnight UTC for a date alone; `nil` for anything else.
    static func minutesSince1970(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count >= 10,
            let year = number(bytes, at: 0, digits: 4), year >= 1, bytes[4] == UInt8(ascii: "-"),
            let month = number(bytes, at: 5, digits: 2), bytes[7] == UInt8(ascii: "-"),
            let day = number(bytes, at: 8, digits: 2),
            (1...12).contains(month), day >= 1, day <= days(inMonth: month, of: year)
        else { return nil }
        let midnight = daysSince1970(year: year, month: month, day: day) * 1440
        if bytes.count == 10 { return midnight }
        guard let minutes = minutesOfTime(UnsafeRawBufferPointer(rebasing: bytes[10...])) else {
            return nil
        }
        return midnight + minutes
    }

    /// `Thh:mm`, optional seconds and fraction, zone: minutes after midnight UTC, below 0 or above
    /// 1439 where the zone moves the day.
    private static func minutesOfTime(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count >= 7, bytes[0] == UInt8(ascii: "T"),
            let hour = number(bytes, at: 1, digits: 2), hour < 24, bytes[3] == UInt8(ascii: ":"),
            let minute = number(bytes, at: 4, digits: 2), minute < 60
        else { return nil }
        var at = 6
        if bytes[at] == UInt8(ascii: ":") {
            guard let second = number(bytes, at: at + 1, digits: 2),
                second < 60 || (second == 60 && minute == 59)
            else { return nil }
            at += 3
            if at < bytes.count, bytes[at] == UInt8(ascii: ".") || bytes[at] == UInt8(ascii: ",") {
                let start = at + 1
                at = start
                while at < bytes.count, bytes[at] &- UInt8(ascii: "0") < 10 { at += 1 }
                if at == start { return nil }
            }
        }
        guard let offset = zone(bytes, at: at) else { return nil }
        return hour * 60 + minute - offset
    }

    /// `Z`, `+hh:mm`, `+hhmm` or `+hh` up to the end, in minutes east of UTC.
    private static func zone(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        let rest = bytes.count - start
        let sign = bytes[start]
        if sign == UInt8(ascii: "Z") { return rest == 1 ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let hours = number(bytes, at: start + 1, digits: 2), hours < 24
        else { return nil }
        var minutes = 0
        if rest != 3 {
            guard rest == 5 || (rest == 6 && bytes[start + 3] == UInt8(ascii: ":")),
                let value = number(bytes, at: bytes.count - 2, digits: 2), value < 60
            else { return nil }
            minutes = value
        }
        return (hours * 60 + minutes) * (sign == UInt8(ascii: "+") ? 1 : -1)
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, at start: Int, digits: Int) -> Int?
    {
        guard start + digits <= bytes.count else { return nil }
        var value = 0
        for at in start..<(start + digits) {
            let digit = bytes[at] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 in the proleptic Gregorian calendar, years counted from March.
    private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}

extension DateFormat {
    /// A value of this form as ISO 8601 (`2026-01-31`, `2026-01-31T10:00:00+01:00`); `nil` when it is
    /// not of this form or names no day of the calendar.
    ///
    /// - Complexity: O(bytes).
    public func iso8601(_ value: UnsafeRawBufferPointer) -> [UInt8]? {
        var found = Found()
        var rest = Array(value)[...]
        for part in parts {
            switch part {
            case .literal(let byte):
                guard rest.first == byte else { return nil }
                rest = rest.dropFirst()
            case .zone:
                guard let read = Self.readZone(rest) else { return nil }
                found.zone = read.zone
                rest = read.rest
            case .digits(let unit, let minimum, let maximum):
                let digits = rest.prefix(maximum).prefix {
                    $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")
                }
                guard digits.count >= minimum else { return nil }
                found[unit] = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
                rest = rest.dropFirst(digits.count)
            }
        }
        guard rest.isEmpty, found.isPossible else { return nil }
        return found.iso8601(hasTime: hasTime, zone: found.zone ?? assumedZone)
    }

    /// A zone at the start of some bytes, in the form `Z` or `+01:00`, and what follows it.
    static func readZone(
        _ bytes: ArraySlice<UInt8>
    ) -> (zone: [UInt8], rest: ArraySlice<UInt8>)? {
        if bytes.first == UInt8(ascii: "Z") { return ([UInt8(ascii: "Z")], bytes.dropFirst()) }
        guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            return nil
        }
        var rest = bytes.dropFirst()
        func two() -> Int? {
            let digits = rest.prefix(2).map { Int($0) - 48 }
            guard digits.count == 2, digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
            rest = rest.dropFirst(2)
            return digits[0] * 10 + digits[1]
        }
        guard let hours = two(), hours <= 23 else { return nil }
        if rest.first == UInt8(ascii: ":") { rest = rest.dropFirst() }
        guard let minutes = two(), minutes <= 59 else { return nil }
        return (
            [sign] + Found.padded(hours, 2) + [UInt8(ascii: ":")] + Found.padded(minutes, 2), rest
        )
    }

    /// The parts of one date.
    private struct Found {
        var numbers: [Unit: Int] = [:]
        var zone: [UInt8]?

        subscript(unit: Unit) -> Int {
            get { numbers[unit] ?? 0 }
            set { numbers[unit] = newValue }
        }

        var isPossible: Bool {
            let (year, month, day) = (self[.year], self[.month], self[.day])
            guard (1...12).contains(month), day >= 1 else { return false }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            return day <= days[month - 1] && self[.hour] <= 23 && self[.minute] <= 59
                && self[.second] <= 59
        }

        func iso8601(hasTime: Bool, zone: [UInt8]?) -> [UInt8] {
            let dash = [UInt8(ascii: "-")]
            let colon = [UInt8(ascii: ":")]
            var text = Self.padded(self[.year], 4) + dash + Self.padded(self[.month], 2)
            text += dash + Self.padded(self[.day], 2)
            guard hasTime else { return text }
            text += [UInt8(ascii: "T")] + Self.padded(self[.hour], 2) + colon
            text += Self.padded(self[.minute], 2) + colon + Self.padded(self[.second], 2)
            return text + (zone ?? [])
        }

        static func padded(_ number: Int, _ width: Int) -> [UInt8] {
            let digits = Array(String(number).utf8)
            return Array(repeating: UInt8(ascii: "0"), count: max(0, width - digits.count)) + digits
        }
    }
}

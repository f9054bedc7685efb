internal import Foundation

extension RunID {
    /// A new name: the second in UTC, then 32 random bits, so that names sort by time and two
    /// processes that start together do not meet.
    static func new(at time: Date = Date()) -> RunID {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? calendar.timeZone
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second], from: time)
        func two(_ number: Int?) -> String { String(String((number ?? 0) + 100).suffix(2)) }
        let random = String(UInt32.random(in: .min ... .max), radix: 16)
        let text =
            "\(parts.year ?? 0)\(two(parts.month))\(two(parts.day))-\(two(parts.hour))"
            + "\(two(parts.minute))\(two(parts.second))-"
            + String(repeating: "0", count: 8 - random.count) + random
        return RunID(unchecked: text)
    }
}

/// The form of a column's dates, such as `DD.MM.YYYY` or `MM/DD/YYYY HH:mm[+01:00]`, and the way from
/// there to ISO 8601.
///
/// `YYYY MM DD HH mm ss` stand for digits of that width, `M D H` for one digit or two, `Z` for a zone
/// in the value (`Z`, `+01:00`, `+0100`), and a zone in brackets at the end for one that the values
/// lack. Every other character stands for itself. A time needs one of the two zones: a date and time
/// without a zone would not be saved (`identifiers-and-traits` §11).
public struct DateFormat: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        case digits(Unit, minimum: Int, maximum: Int)
        case zone
        case literal(UInt8)
    }

    enum Unit: Sendable, Hashable { case year, month, day, hour, minute, second }

    /// As it was written.
    public let text: String
    let parts: [Part]
    let assumedZone: [UInt8]?
    let hasTime: Bool

    /// What is wrong with a format.
    public struct Invalid: Error, Sendable, Hashable {
        /// A sentence for people, without a full stop.
        public let reason: String
    }

    /// - Throws: when year, month or day is missing or stands twice, or a time has no zone.
    public init(_ text: String) throws(Invalid) {
        var bytes = Array(text.utf8)[...]
        var zone: [UInt8]?
        if bytes.last == UInt8(ascii: "]"), let open = bytes.lastIndex(of: UInt8(ascii: "[")) {
            let written = Array(bytes[(open + 1)..<(bytes.endIndex - 1)])
            guard let read = Self.readZone(written[...]), read.rest.isEmpty else {
                throw Invalid(reason: "the zone in brackets is neither Z nor of the form +01:00")
            }
            zone = read.zone
            bytes = bytes[..<open]
        }
        var parts: [Part] = []
        var units: Set<Unit> = []
        while let first = bytes.first {
            let (part, width) = Self.part(at: first, in: bytes)
            if case .digits(let unit, _, _) = part, !units.insert(unit).inserted {
                throw Invalid(reason: "it names the same part of a date twice")
            }
            parts.append(part)
            bytes = bytes.dropFirst(width)
        }
        guard units.isSuperset(of: [.year, .month, .day]) else {
            throw Invalid(reason: "it needs YYYY, MM and DD")
        }
        let hasTime = units.contains(.hour)
        guard hasTime || units.isDisjoint(with: [.minute, .second]) else {
            throw Invalid(reason: "it has minutes or seconds without the hour HH")
        }
        guard hasTime == (zone != nil || parts.contains(.zone)) else {
            throw Invalid(
                reason: hasTime
                    ? "a time needs its zone: Z where the values have one, else for example [+01:00] at the end"
                    : "it has a zone without a time")
        }
        (self.text, self.parts, self.assumedZone, self.hasTime) = (text, parts, zone, hasTime)
    }

    private static func part(at first: UInt8, in bytes: ArraySlice<UInt8>) -> (Part, Int) {
        let run = bytes.prefix { $0 == first }.count
        func digits(_ unit: Unit, widest: Int) -> (Part, Int) {
            let width = min(run, widest)
            return (.digits(unit, minimum: width, maximum: max(width, 2)), width)
        }
        return switch first {
        case UInt8(ascii: "Y") where run >= 4: (.digits(.year, minimum: 4, maximum: 4), 4)
        case UInt8(ascii: "M"): digits(.month, widest: 2)
        case UInt8(ascii: "D"): digits(.day, widest: 2)
        case UInt8(ascii: "H"): digits(.hour, widest: 2)
        case UInt8(ascii: "m"): digits(.minute, widest: 2)
        case UInt8(ascii: "s"): digits(.second, widest: 2)
        case UInt8(ascii: "Z"): (.zone, 1)
        default: (.literal(first), 1)
        }
    }
}

extension DateFormat {
    /// 31 January 2026, 10:00, in this form.
    public var example: String {
        let values: [Unit: Int] = [
            .year: 2026, .month: 1, .day: 31, .hour: 10, .minute: 0, .second: 0,
        ]
        var bytes: [UInt8] = []
        for part in parts {
            switch part {
            case .literal(let byte): bytes.append(byte)
            case .zone: bytes.append(UInt8(ascii: "Z"))
            case .digits(let unit, let minimum, _):
                let digits = String(values[unit] ?? 0)
                let zeros = String(repeating: "0", count: max(0, minimum - digits.count))
                bytes += Array((zeros + digits).utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

import Foundation

/// Rows of invented people: 12 columns, one row in ten with a note that needs quotes.
struct People {
    static let header = [
        "user_id", "email", "anonymous_id", "first_name", "last_name", "phone", "city", "country", "plan",
        "signup_date", "ltv", "notes",
    ]

    var random: MersenneTwister
    private var number = 0

    init(seed: UInt32) {
        random = MersenneTwister(seed: seed)
    }

    /// The next row; `needsQuotes` says so of its last field, in which quotes are doubled already.
    mutating func row() -> (fields: [String], needsQuotes: Bool) {
        defer { number += 1 }
        let first = random.below(Vocabulary.firstNames.count)
        let last = random.below(Vocabulary.lastNames.count)
        let draw = random.bits(62)
        let date =
            "20\(padded(10 + draw % 16, 2))-\(padded(1 + (draw >> 8) % 12, 2))"
            + "-\(padded(1 + (draw >> 16) % 28, 2))"
        var note = words(0...6)
        let needsQuotes = (draw >> 24) % 10 == 0
        if needsQuotes {
            switch (draw >> 32) % 7 {
            case 0: note = words(2...5) + ",\n" + words(1...6)
            case 1, 2, 3: note = words(1...4) + ", " + words(1...5) + ", " + words(1...3)
            default: note = words(1...3) + " \"\"" + words(1...2) + "\"\", " + words(1...4)
            }
        }
        let mail = "\(Vocabulary.firstMailNames[first]).\(Vocabulary.lastMailNames[last])\(number)"
        let cents = draw % 1_000_000
        let fields = [
            uuid(), "\(mail)@\(Vocabulary.domains[Int(draw % 4)])", "anon-" + hex(random.bits(64), 16),
            Vocabulary.firstNames[first], Vocabulary.lastNames[last],
            "+\(1 + draw % 48)" + padded((draw >> 5) % 10_000_000_000, 10),
            Vocabulary.cities[Int((draw >> 3) % UInt64(Vocabulary.cities.count))],
            Vocabulary.countries[Int((draw >> 9) % UInt64(Vocabulary.countries.count))],
            Vocabulary.plans[Int((draw >> 11) % 5)], date, "\(cents / 100)." + padded(cents % 100, 2), note,
        ]
        return (fields, needsQuotes)
    }

    mutating func words(_ counts: ClosedRange<Int>) -> String {
        (0..<random.within(counts)).map { _ in random.choice(Vocabulary.notes) }.joined(separator: " ")
    }

    private mutating func uuid() -> String {
        let words = (0..<4).map { _ in UInt64(random.word()) }
        return hex(words[3], 8) + "-" + hex(words[2] >> 16, 4) + "-4" + hex(words[2] & 0xFFF, 3) + "-a"
            + hex(words[1] >> 16 & 0xFFF, 3) + "-" + hex(words[1] & 0xFFFF, 4) + hex(words[0], 8)
    }
}

/// `value` in decimal, with zeros in front up to `width`.
func padded(_ value: UInt64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// `value` in hexadecimal, with zeros in front up to `width`.
func hex(_ value: UInt64, _ width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

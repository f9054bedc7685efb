import IdentityResolution
import ProfileCSV

/// Random numbers that are the same on every machine for a seed.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(next() % UInt64(elements.count))]
    }
}

/// A file without a problem for any target, and how it is written; what a mutation is planted into.
struct CleanTable {
    /// Columns by name, as mutations ask for them.
    static let names = ["user_id", "email", "phone", "First Name", "City", "ltv", "Note", "Member", "group_id"]

    var header = CleanTable.names
    var rows: [[String]] = []
    var isQuoted = false
    var lineEnd = "\n"
    /// Bytes in front of the header.
    var start: [UInt8] = []
    /// Raw text of single rows in place of what their fields would be.
    var raw: [Int: [UInt8]] = [:]
    /// Line ends of single rows that differ from the others'.
    var lineEnds: [Int: String] = [:]
    var delimiter = ","

    /// Knows these columns: a phone is an identifier, `ltv` a number, `Member` must be filled.
    static func configuration() throws -> SpaceConfiguration {
        var configuration = SpaceConfiguration(preset: .contactCenter)
        configuration.traits = [
            SpaceConfiguration.KnownTrait(name: "ltv", type: .number),
            SpaceConfiguration.KnownTrait(name: "First Name"),
            SpaceConfiguration.KnownTrait(name: "City"), SpaceConfiguration.KnownTrait(name: "Note"),
            SpaceConfiguration.KnownTrait(name: "Member"),
        ]
        configuration.mapping = try Mapping.parse(
            "columns: {Member: {required: true}}", for: configuration)
        return configuration
    }

    /// The scores of the space's profiles are numbers.
    static func survey() -> ProfileSurvey {
        var survey = ProfileSurvey(profiles: 40)
        for _ in 0..<40 {
            survey.addProfile()
            survey.addTrait(Array("Score".utf8), .number)
        }
        return survey
    }

    init(_ random: inout SeededRandom) {
        isQuoted = Bool.random(using: &random)
        lineEnd = random.pick(["\n", "\r\n"])
        let first = Int.random(in: 1_000...8_000, using: &random)
        for index in 0..<Int.random(in: 12...40, using: &random) {
            let number = first + index * 7
            // Every fourth ID begins with a zero.
            let id = (index % 4 == 0 ? "0" : "7") + "0\(number)"
            let name = random.pick(["Ann", "Zo\u{EB}", "Bj\u{F6}rn", "Carol", "\u{141}ukasz", "Ren\u{E9}e"])
            rows.append([
                id, "p\(number)@mail.example.org", "+4930\(1_000_000 + number)", name,
                random.pick(["Rome", "Oslo", "K\u{F6}ln", "Saint Louis", ""]),
                random.pick(["12.5", "0", "-7", "1200", ""]),
                random.pick(["", "called back", "asked for a new plan", "likes 5 things"]),
                random.pick(["yes", "no"]), random.pick(["", "acme", "globex-7"]),
            ])
        }
    }

    func column(_ name: String) -> Int { Self.names.firstIndex(of: name) ?? 0 }

    var bytes: [UInt8] {
        var bytes = start + line(header) + Array(lineEnd.utf8)
        for (index, row) in rows.enumerated() {
            bytes += raw[index] ?? line(row)
            bytes += Array((lineEnds[index] ?? lineEnd).utf8)
        }
        return bytes
    }

    func line(_ fields: [String]) -> [UInt8] {
        Array(
            fields.map { field in
                let mustBeQuoted = isQuoted || field.contains { ",\"\n\r".contains($0) }
                return mustBeQuoted ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
            }.joined(separator: delimiter).utf8)
    }
}

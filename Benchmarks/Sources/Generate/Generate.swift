import Foundation

/// `Generate KIND OUT BYTES [SEED]` writes an input of at least so many bytes, the same for the same seed.
///
///     people    12 columns, one row in ten with a quoted note
///     quoted    the same rows, every field quoted
///     wide      299 short columns, nothing quoted
///     latin     12 columns, nearly every field with letters beyond ASCII
///     newlines  4 columns, one of them a quoted text of several lines
///     slim      people, BYTES rows of them
@main
struct Generate {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 4, let target = Int(arguments[3]),
            let seed = UInt32(arguments.count > 4 ? arguments[4] : "20260101")
        else { fail() }
        var output = try Output(path: arguments[2])
        switch arguments[1] {
        case "people": people(target, seed, &output)
        case "slim": slim(target, seed, &output)
        case "quoted": quoted(target, seed, &output)
        case "wide": wide(target, seed, &output)
        case "latin": latin(target, seed, &output)
        case "newlines": newlines(target, seed, &output)
        default: fail()
        }
        output.close()
    }

    private static func fail() -> Never {
        let usage = "usage: Generate people|quoted|wide|latin|newlines|slim OUT BYTES [SEED]\n"
        FileHandle.standardError.write(Data(usage.utf8))
        exit(64)
    }

    private static func line(_ row: (fields: [String], needsQuotes: Bool)) -> String {
        var fields = row.fields
        if row.needsQuotes { fields[11] = "\"" + fields[11] + "\"" }
        return fields.joined(separator: ",") + "\n"
    }

    private static func people(_ target: Int, _ seed: UInt32, _ output: inout Output) {
        var people = People(seed: seed)
        output.write(People.header.joined(separator: ",") + "\n")
        while output.count < target {
            for _ in 0..<2000 { output.write(line(people.row())) }
        }
    }

    private static func slim(_ rows: Int, _ seed: UInt32, _ output: inout Output) {
        var people = People(seed: seed)
        output.write(People.header.joined(separator: ",") + "\n")
        for _ in 0..<rows { output.write(line(people.row())) }
    }

    private static func quoted(_ target: Int, _ seed: UInt32, _ output: inout Output) {
        var people = People(seed: seed)
        output.write(People.header.map { "\"\($0)\"" }.joined(separator: ",") + "\n")
        while output.count < target {
            for _ in 0..<2000 {
                output.write("\"" + people.row().fields.joined(separator: "\",\"") + "\"\n")
            }
        }
    }

    private static func wide(_ target: Int, _ seed: UInt32, _ output: inout Output) {
        var random = MersenneTwister(seed: seed)
        output.write((0..<299).map { "c\($0)" }.joined(separator: ",") + "\n")
        var pool = (0..<3000).map { _ in String(random.within(0...9999)) }
        for _ in 0..<1500 { pool.append(String(format: "%.2f", random.unit() * 100)) }
        for _ in 0..<100 { pool += ["true", "false", "", "", "N/A"] }
        for _ in 0..<8 { pool += Vocabulary.firstNames }
        for _ in 0..<20 { pool += Vocabulary.countries }
        for _ in 0..<10 { pool += Vocabulary.notes }
        var number = 0
        while output.count < target {
            for _ in 0..<100 {
                number += 1
                let fields = (0..<298).map { _ in random.choice(pool) }
                output.write("\(number)," + fields.joined(separator: ",") + "\n")
            }
        }
    }

    private static func latin(_ target: Int, _ seed: UInt32, _ output: inout Output) {
        var random = MersenneTwister(seed: seed)
        let letters = Array("äöüßéèêçñåøæłśżčřšžőűğışþðáíóúýąęðœÿ").map(String.init)
        output.write(People.header.joined(separator: ",") + "\n")
        while output.count < target {
            for _ in 0..<2000 {
                let fields = (0..<12).map { _ in
                    (0..<random.within(1...4)).map { _ in
                        random.choice(Vocabulary.firstNames) + random.choice(letters)
                    }.joined()
                }
                output.write(fields.joined(separator: ",") + "\n")
            }
        }
    }

    private static func newlines(_ target: Int, _ seed: UInt32, _ output: inout Output) {
        var people = People(seed: seed)
        output.write("user_id,address,notes,country\n")
        var number = 0
        while output.count < target {
            for _ in 0..<2000 {
                number += 1
                let lines = (0..<people.random.within(1...6)).map { _ in people.words(1...8) }
                let address = people.words(1...2) + "\n" + people.random.choice(Vocabulary.cities)
                let country = people.random.choice(Vocabulary.countries)
                output.write(
                    "\(number),\"\(address)\",\"\(lines.joined(separator: "\n"))\",\(country)\n")
            }
        }
    }
}

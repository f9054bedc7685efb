import Foundation
import Testing

/// House style as far as a machine can read it: every finding names its file and line.
@Suite struct TidyTests {
    private static func check(
        _ files: [Repository.File], _ rule: String, _ isBroken: (String) -> Bool
    ) {
        #expect(!files.isEmpty)
        for file in files {
            for (index, line) in file.lines.enumerated() where isBroken(line) {
                Issue.record("\(file.path):\(index + 1): \(rule)")
            }
        }
    }

    @Test func aFileHasAtMost500Lines() throws {
        let files = try Repository.files(
            under: ["Sources", "Tests"], endings: [".swift", ".c", ".h", ".py"])
        for file in files {
            #expect(file.lines.count <= 501, "\(file.path) has \(file.lines.count - 1) lines")
        }
    }

    @Test func aLineHasAtMost120Columns() throws {
        let files = try Repository.files(under: ["Sources"], endings: [".swift"])
        Self.check(files, "longer than 120 columns") { $0.utf8.count > 120 && $0.count > 120 && !$0.has("http") }
    }

    @Test func aFunctionHasAtMost70Lines() throws {
        let start = /^ *(?:[a-z@()]+ )*(?:func |init[?(<]|deinit)/
        for file in try Repository.files(under: ["Sources"], endings: [".swift"]) {
            for (index, line) in file.lines.enumerated() where line.hasAny("func ", "init", "deinit") && line.prefixMatch(of: start) != nil {
                let indent = line.prefix { $0 == " " }
                let end = file.lines[index...].dropFirst().firstIndex { $0 == indent + "}" }
                guard let end, !line.hasSuffix("}") else { continue }
                #expect(end - index <= 70, "\(file.path):\(index + 1): a long function")
            }
        }
    }

    /// Input must never end the process, and nothing unfinished lands.
    @Test func noCallMayCrashOnInput() throws {
        let sources = try Repository.files(under: ["Sources"], endings: [".swift"])
        let banned = [
            "fatalError(", "try!", "as!", "precondition(", "preconditionFailure(",
            "assertionFailure(", "unsafeBitCast(", "NSLog(", "debugPrint(",
        ]
        Self.check(sources, "a call that may crash or chatter") { line in
            !line.isComment && banned.contains { line.has($0) }
        }
        Self.check(sources, "a forced unwrapping") { line in
            line.has("!") && !line.isComment && line.contains(/[A-Za-z0-9_\])]![.\[ ),]/)
                && !line.contains(/"[^"]*![^"]*"/)
        }
    }

    @Test func nothingIsLeftOver() throws {
        let files = try Repository.files(under: ["Sources"], endings: [".swift", ".c", ".h"])
        let words = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]
        Self.check(files, "something left over") { line in
            words.contains { word in
                line.has(word) && line.range(of: "\\b\(word)\\b", options: .regularExpression) != nil
            }
        }
    }

    /// Only the executable talks.
    @Test func aLibraryNeverPrints() throws {
        let libraries = try Repository.files(under: ["Sources"], endings: [".swift"])
            .filter { !$0.path.hasPrefix("Sources/rollcall/") }
        Self.check(libraries, "a library prints") { line in
            line.has("print(") && !line.isComment && line.contains(/(^|[ {(.])print\(/) && !line.contains("func print")
        }
    }

    /// Types and functions that others use say what they are for; of overloads one does.
    @Test func whatIsPublicIsDocumented() throws {
        let declaration = try Regex(
            "^ *(?:@[A-Za-z_]+(?:\\([^)]*\\))? )*public "
                + "(?:static |final |mutating |nonmutating |consuming |borrowing )*"
                + "(?:struct|class|actor|enum|protocol|func) ([A-Za-z_]+|[^ ]+)",
            as: (Substring, Substring).self)
        let conformances: Set<Substring> = ["encode", "hash", "==", "<", "next", "makeIterator", "makeAsyncIterator", "send", "read"]
        for file in try Repository.files(under: ["Sources"], endings: [".swift"]) {
            var lines: [Substring: Int] = [:]
            var documented = conformances
            for (index, line) in file.lines.enumerated() {
                guard line.has("public "), let match = line.prefixMatch(of: declaration) else { continue }
                lines[match.1] = lines[match.1] ?? index + 1
                let above = file.lines[..<index].last { !$0.trimmed.hasPrefix("@") }
                if above?.trimmed.hasPrefix("///") == true { documented.insert(match.1) }
            }
            for (name, line) in lines where !documented.contains(name) {
                Issue.record("\(file.path):\(line): \(name) is public without a word about it")
            }
        }
    }

    /// The repository must make sense on every machine.
    @Test func noPathOfOneMachineStandsInIt() throws {
        let files = try Repository.files(
            under: ["."],
            endings: [".swift", ".c", ".h", ".md", ".py", ".txt", ".yaml", ".json", "Makefile", "run"])
        let places = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/opt/swi" + "ft"]
        Self.check(files, "a path of one machine") { line in
            places.contains { place in
                line.has(place)
                    && line.range(of: "(^|[ \"'`(=:])" + place, options: .regularExpression) != nil
            }
        }
    }
}

extension String {
    fileprivate var trimmed: Substring { drop { $0 == " " } }
    fileprivate var isComment: Bool { trimmed.hasPrefix("//") }

    /// Whether `part` stands in it, byte for byte: the quick look before a regular expression.
    fileprivate func has(_ part: String) -> Bool {
        withCString { text in part.withCString { strstr(text, $0) != nil } }
    }

    fileprivate func hasAny(_ parts: String...) -> Bool { parts.contains { has($0) } }
}

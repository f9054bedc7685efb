internal import ProfileCSV
internal import ProfileImport

/// Whether a corrected copy would help a file through an upload page.
struct Mendable {
    /// Something of what the page refuses can be mended.
    let isWorthwhile: Bool
    /// All that the page refuses can, as far as the report's examples tell.
    let isAll: Bool
    /// A header was meant to be an identifier.
    let namesIdentifier: Bool
    /// A header has a character that the page refuses.
    let hasHeaderCharacter: Bool

    init(_ report: Report, _ problems: [Problem]) {
        let own = problems.filter {
            $0.severity == .error && $0.targets.contains(TargetSet(report.target))
        }
        let blank = Set(report.traits.filter { $0.filled == 0 }.map(\.column))
        func isMendable(_ problem: Problem) -> Bool {
            [.emptyHeader, .duplicateHeader].contains(problem.code)
                ? blank.contains(problem.place.column ?? 0) : Self.isMendable(problem)
        }
        isWorthwhile = own.contains(where: isMendable)
        isAll = own.allSatisfy(isMendable)
        namesIdentifier = problems.contains {
            $0.code == .nearMissHeader && $0.arguments["what"] == "identifier"
        }
        hasHeaderCharacter = own.contains {
            $0.code == .invalidCharacter && $0.arguments["part"] == FilePart.header.rawValue
        }
    }

    private static func isMendable(_ problem: Problem) -> Bool {
        switch problem.code {
        // The copy has a name of its own.
        case .wrongDelimiter, .headerSpaces, .fileType: true
        case .parseError:
            switch problem.arguments["kind"] {
            case "unsupported_encoding", "nul_byte": true
            case "too_many_fields": problem.arguments["rest"] == "blank"
            default: false
            }
        case .invalidCharacter:
            problem.arguments["part"] == FilePart.header.rawValue || hasOnlySpaces(problem)
        default: false
        }
    }

    /// A tab, a line break or another space that is none to the page.
    private static func hasOnlySpaces(_ problem: Problem) -> Bool {
        guard let name = problem.arguments["code_point"], name.hasPrefix("U+"),
            let scalar = UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
        else { return false }
        return scalar.properties.isWhitespace
            || scalar.properties.generalCategory == .control
            || scalar.properties.generalCategory == .format
    }
}

/// Names of files that a command makes of another one.
enum NewName {
    /// `data/people.csv.gz` with `-fixed` and `.csv` is `data/people-fixed.csv`.
    static func of(_ file: String, _ addition: String, ending: String) -> String {
        guard file != "-" else { return "people" + addition + ending }
        let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        return folder + PartNames.stem(of: file) + addition + ending
    }
}

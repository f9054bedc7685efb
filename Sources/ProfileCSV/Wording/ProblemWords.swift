/// The words of one problem; its extensions hold the sentences, one file an area.
struct ProblemWords {
    let problem: Problem
    /// As it is written in a command of another program.
    let file: String
    /// As it is written in a command of ours: with what must be said to mean the same.
    let input: String

    init(problem: Problem, file: String, flags: [String] = []) {
        self.problem = problem
        self.file = ShellWord.file(file)
        input = ([self.file] + flags.map(ShellWord.quoted)).joined(separator: " ")
    }

    func argument(_ name: String) -> String? { problem.arguments[name] }

    /// `column “First Name”`, or what can be said without the name.
    var column: String {
        if let header = problem.header, !HeaderSpaces.isBlank(Array(header.utf8)) {
            return "column “\(header)”"
        }
        return problem.place.column.map { "column \($0)" } ?? "a column"
    }

    /// The same at the start of a sentence.
    var columnFirst: String { column.prefix(1).uppercased() + column.dropFirst() }

    var isHeader: Bool { argument("part") == FilePart.header.rawValue }

    /// A number argument with commas between its thousands.
    func number(_ name: String) -> String? { argument(name).map(Self.grouped) }

    static func grouped(_ digits: String) -> String {
        guard digits.count > 3, digits.allSatisfy(\.isNumber) else { return digits }
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return result
    }

    /// `1 cell`, `2 cells`.
    static func count(_ number: String?, _ noun: String) -> String {
        guard let number else { return "another number of \(noun)s" }
        return "\(grouped(number)) \(noun)\(number == "1" ? "" : "s")"
    }

    /// The lines of a mapping that make a column something.
    func mapping(_ meaning: String) -> String {
        "columns: {\(YAMLText.quoted(problem.header ?? "")): \(meaning)}"
    }
}

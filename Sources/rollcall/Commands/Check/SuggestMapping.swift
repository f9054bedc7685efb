internal import ArgumentParser
internal import ProfileCSV
internal import ProfileImport

/// `--suggest-mapping`: a mapping to begin with, written to a file, and what of a known mapping does not
/// fit the file any more.
struct SuggestMapping: ParsableArguments {
    @Option(
        name: .customLong("suggest-mapping"),
        help: ArgumentHelp(
            "Write a mapping for the file to begin with; with --mapping one that goes on from it.",
            valueName: "file"))
    var path: String?

    /// - Throws: a usage error where there are several files, status 73 where the file is there already.
    func check(files: [String], force: Bool) throws {
        guard let path else { return }
        guard files.count == 1 else {
            throw ValidationError("--suggest-mapping takes one file to check.")
        }
        try OutputFile.checkFree(path, force: force)
    }

    /// Writes the draft and says what it holds.
    ///
    /// - Parameter flags: what the command to copy must repeat to check the same file for the same
    ///   target.
    func write(_ reports: [Report], flags: [String], force: Bool, _ console: Console) throws {
        guard let path, let report = reports.first else { return }
        guard let draft = report.mappingDraft else {
            console.say("No mapping was written: no columns could be read.")
            return
        }
        try OutputFile.write(Array(draft.yaml.utf8), to: path, force: force)
        for line in Self.drift(of: draft) { console.say(line) }
        console.say("A mapping to begin with: \(path). Edit it, then:")
        let command = ["rollcall", "check", ShellWord.file(report.file)]
            + (["--mapping", path] + flags).map(ShellWord.quoted)
        console.say("  " + command.joined(separator: " "))
    }

    /// What a known mapping names and the file lacks, and the other way round.
    static func drift(of draft: MappingDraft) -> [String] {
        draft.missing.map { missing in
            "The mapping names the column “\(missing.header)”, which the file does not have"
                + (missing.nearest.map { "; did it become “\($0)”?" } ?? ".")
        }
            + draft.unnamed.map { "The file has the column “\($0)”, which the mapping does not name." }
    }
}

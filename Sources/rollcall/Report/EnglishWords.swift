internal import ProfileCSV
internal import ProfileImport

extension ProblemWords {
    /// The English sentences, whose commands name the file that a problem is in.
    ///
    /// - Parameter flags: what the commands must repeat to mean the same: `--space DIR` and the like.
    static func english(files: [String], flags: [String] = []) -> ProblemWords {
        ProblemWords(
            message: { Wording.message(for: $0) },
            segmentMessage: { Wording.segmentMessage(for: $0) },
            fix: { problem in
                let index = problem.place.file - 1
                return Wording.fix(
                    for: problem, file: files.indices.contains(index) ? files[index] : "FILE",
                    flags: flags)
            })
    }

    /// The English sentences, whose commands name this file.
    static func english(file: String, flags: [String] = []) -> ProblemWords {
        ProblemWords(
            message: { Wording.message(for: $0) },
            segmentMessage: { Wording.segmentMessage(for: $0) },
            fix: { Wording.fix(for: $0, file: file, flags: flags) })
    }
}

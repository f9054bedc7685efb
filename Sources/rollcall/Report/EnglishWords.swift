internal import ProfileCSV
internal import ProfileImport

extension ProblemWords {
    /// The English sentences, whose commands name this file.
    static func english(file: String) -> ProblemWords {
        ProblemWords(
            message: { Wording.message(for: $0) },
            segmentMessage: { Wording.segmentMessage(for: $0) },
            fix: { Wording.fix(for: $0, file: file) })
    }
}

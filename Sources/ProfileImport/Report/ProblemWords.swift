public import ProfileCSV

/// The sentences of a report: made from a problem's code and arguments, so that a server may bring
/// its own language or the words for its own rules.
public struct ProblemWords: Sendable {
    /// What is wrong, for people.
    public var message: @Sendable (Problem) -> String
    /// Segment's own sentence, only where Segment documents one.
    public var segmentMessage: @Sendable (Problem) -> String?
    /// How to mend it.
    public var fix: @Sendable (Problem) -> String?

    public init(
        message: @escaping @Sendable (Problem) -> String,
        segmentMessage: @escaping @Sendable (Problem) -> String?,
        fix: @escaping @Sendable (Problem) -> String?
    ) {
        self.message = message
        self.segmentMessage = segmentMessage
        self.fix = fix
    }

    /// The English sentences of ``Wording``.
    ///
    /// - Parameter file: the file as the user named it, for commands that can be copied.
    public static func wording(file: String = "FILE") -> ProblemWords {
        ProblemWords(
            message: { Wording.message(for: $0) },
            segmentMessage: { Wording.segmentMessage(for: $0) },
            fix: { Wording.fix(for: $0, file: file) })
    }
}

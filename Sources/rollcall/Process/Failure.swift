/// Why a command ends early: the one error the commands themselves throw.
///
/// Errors of the libraries become failures in one place, `Failure+Libraries.swift`.
struct Failure: Error {
    let status: ExitStatus
    /// One sentence or more, for a person: what happened and where.
    let message: String
    /// What to do about it, where there is something to do.
    let advice: String?

    init(_ status: ExitStatus, _ message: String, advice: String? = nil) {
        self.status = status
        self.message = message
        self.advice = advice
    }
}

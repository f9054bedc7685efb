/// Names of what a run keeps of its import beside what decides about its messages
/// (`ImportOptions.notes`); those of a server stand in ``RemotePlace``.
enum RunNote {
    static let maxErrors = "max_errors"
    /// `--yes`.
    static let isConfirmed = "yes"
    static let undoKit = "undo_kit"
    static let canary = "canary"
    static let verify = "verify"
}

internal import HTTPTypes
internal import ProfileImport
internal import ProfileSpace

extension ServerError {
    /// What a library's error comes to; `nil` for one that nobody foresaw.
    init?(library error: any Error) {
        switch error {
        case let error as SpaceError where error.code == .busy:
            self = .unavailable("Another process writes to the space. Try again in a moment.")
        case let error as ImportError: self.init(error)
        default: return nil
        }
    }

    private init?(_ error: ImportError) {
        switch error.code {
        case .configuration:
            self.init(.badRequest, error.code.rawValue, error.detail)
        case .unfinishedRun, .runLocked, .inputChanged, .unreadableRun:
            self.init(.conflict, error.code.rawValue, error.detail)
        case .noInput: self.init(.notFound, error.code.rawValue, error.detail)
        case .tryLater, .unavailable, .cancelled:
            self = .unavailable("Not now; try again in a moment.")
        case .io:
            self.init(.badRequest, error.code.rawValue, "The upload could not be read to its end.")
        default: return nil
        }
    }
}

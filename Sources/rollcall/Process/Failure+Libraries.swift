internal import ByteSources
internal import ProfileCSV
internal import ProfileImport
internal import ProfileSpace

extension Failure {
    /// The failure that a library's error comes to: the one place where those are mapped (design §5).
    ///
    /// - Returns: `nil` for an error that no library of ours throws.
    init?(library error: any Error) {
        switch error {
        case let error as ByteSourceError: self.init(error, of: "the input")
        case let error as ConfigurationError: self.init(.badConfiguration, error.description)
        case let error as ImportError: self.init(error)
        case let error as SpaceError: self.init(error)
        default: return nil
        }
    }

    init(_ error: ImportError) {
        let status = ExitStatus(rawValue: error.exitStatus) ?? .internalError
        let path = error.path.map { $0 == "-" ? "standard input" : $0 }
        self.init(
            error.code == .cancelled ? Signals.status ?? .interrupted : status,
            Words.sentence([path, error.detail].compactMap { $0 }.joined(separator: ": ")))
    }

    init(_ error: SpaceError) {
        switch error.code {
        case .busy:
            self.init(
                .temporaryFailure, Words.sentence("The space is busy: \(error.detail)"),
                advice: "Another process writes to it. Try again in a moment.")
        case .missing:
            self.init(.noInput, Words.sentence("There is no space: \(error.detail)"))
        case .unreadable:
            self.init(.ioError, Words.sentence("The space cannot be read: \(error.detail)"))
        case .io:
            self.init(.ioError, Words.sentence("The space failed: \(error.detail)"))
        }
    }
}

internal import ByteSources
internal import IdentityResolution
internal import ProfileCSV
internal import ProfileImport
internal import ProfileSpace
internal import SpaceServer
internal import TrackingClient

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
        case let error as BadIdentityRule: self.init(error)
        case let error as BadCertificate:
            self.init(.badConfiguration, "\(error.path) cannot be used: \(error.detail).")
        case let error as LookupError: self.init(error)
        case let error as ProfileAPIError: self.init(error)
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
            self.init(.noInput, Words.sentence(error.detail), advice: "rollcall import makes one.")
        case .exists:
            self.init(.cannotCreateOutput, Words.sentence(error.detail))
        case .refused:
            self.init(.doneWithProblems, Words.sentence(error.detail))
        case .unreadable, .io:
            self.init(.ioError, Words.sentence(error.detail))
        }
    }

    init(_ error: LookupError) {
        let status: ExitStatus =
            switch error.code {
            case .unavailable: .unavailable
            case .tryLater: .temporaryFailure
            case .keyRefused: .keyRefused
            case .io: .ioError
            case .cancelled: Signals.status ?? .interrupted
            }
        self.init(status, Words.sentence(error.detail))
    }

    init(_ error: ProfileAPIError) {
        let status: ExitStatus =
            switch error.code {
            case .unavailable: .unavailable
            case .rateLimited: .temporaryFailure
            case .tokenRefused: .keyRefused
            case .unreadable: .ioError
            }
        self.init(
            status, Words.sentence("The Profile API: \(error.detail)"),
            advice: error.code == .tokenRefused
                ? "Make a token in the space's settings, API access." : "What was looked up is kept.")
    }

    init(_ error: BadIdentityRule) {
        let what =
            switch error.reason {
            case .emptyType: "it has no type"
            case .duplicateType: "its type stands there twice"
            case .limit(let limit): "its limit is \(limit)"
            case .pattern(let pattern, let reason): "the pattern “\(pattern)” cannot be used (\(reason))"
            }
        self.init(.badConfiguration, "Identifier \(error.rule + 1) of space.yaml: \(what).")
    }
}

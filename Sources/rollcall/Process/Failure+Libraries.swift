internal import ByteSources
internal import ProfileCSV

extension Failure {
    /// The failure that a library's error comes to: the one place where those are mapped (design §5).
    ///
    /// - Returns: `nil` for an error that no library of ours throws.
    init?(library error: any Error) {
        switch error {
        case let error as ByteSourceError:
            self.init(error, of: "the input")
        case let error as ConfigurationError:
            self.init(.badConfiguration, error.description)
        default:
            return nil
        }
    }
}

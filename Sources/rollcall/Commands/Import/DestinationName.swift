internal import ArgumentParser

/// `--to`: where rows are delivered, as typed.
enum DestinationName: Sendable, Hashable {
    case space
    /// `dir:PATH`: the request bodies as files of a new or empty folder.
    case folder(String)
    /// `-`: one message a line on standard output.
    case lines

    /// - Throws: a usage error that says what there is.
    init(parsing argument: String) throws {
        switch argument {
        case "space": self = .space
        case "-": self = .lines
        case _ where argument.hasPrefix("dir:") && argument.count > 4:
            self = .folder(String(argument.dropFirst(4)))
        case _ where argument == "segment" || argument.contains("://"):
            throw ValidationError(
                "This version delivers into the local space, into files (dir:PATH) and onto standard "
                    + "output (-), not to \(argument).")
        default:
            throw ValidationError("It takes space, dir:PATH or -, not “\(argument)”.")
        }
    }
}

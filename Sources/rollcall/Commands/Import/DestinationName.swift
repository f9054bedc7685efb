internal import ArgumentParser

/// `--to`: where rows are delivered, as typed.
enum DestinationName: Sendable, Hashable, ExpressibleByArgument {
    case space
    /// `dir:PATH`: the request bodies as files of a new or empty folder.
    case folder(String)
    /// `-`: one message a line on standard output.
    case lines

    init?(argument: String) {
        switch argument {
        case "space": self = .space
        case "-": self = .lines
        default:
            guard argument.hasPrefix("dir:") else { return nil }
            let path = String(argument.dropFirst(4))
            guard !path.isEmpty else { return nil }
            self = .folder(path)
        }
    }
}

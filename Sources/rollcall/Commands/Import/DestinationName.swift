internal import ArgumentParser

/// `--to`: where rows are delivered, as typed.
enum DestinationName: Sendable, Hashable {
    case space
    /// Segment, in the region of the configuration.
    case segment
    /// The address of a Tracking API, as typed.
    case url(String)
    /// `dir:PATH`: the request bodies as files of a new or empty folder.
    case folder(String)
    /// `-`: one message a line on standard output.
    case lines

    /// - Throws: a usage error that says what there is.
    init(parsing argument: String) throws {
        switch argument {
        case "space": self = .space
        case "segment": self = .segment
        case "-": self = .lines
        case _ where argument.hasPrefix("dir:") && argument.count > 4:
            self = .folder(String(argument.dropFirst(4)))
        case _ where argument.contains("://"):
            self = .url(argument)
        default:
            throw ValidationError(
                "It takes space, segment, an http(s):// address, dir:PATH or -, not “\(argument)”.")
        }
    }

    /// As it is typed.
    var text: String {
        switch self {
        case .space: "space"
        case .segment: "segment"
        case .url(let url): url
        case .folder(let path): "dir:" + path
        case .lines: "-"
        }
    }
}

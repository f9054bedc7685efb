internal import ProfileImport
internal import TrackingClient

/// Where an import delivers: the place for the library, and the words for the person.
struct Delivery {
    let name: DestinationName
    var place: DeliveryPlace
    /// Where the rows go, said before anything happens.
    let announcement: String
    /// The server, where there is one.
    let remote: RemotePlace?
    /// Whether something is kept of the profiles there before the first row is sent.
    var makesUndoKit = false

    /// A place on this machine.
    init(_ name: DestinationName, folder: SpaceFolder, memory: Int) throws {
        self.name = name
        remote = nil
        switch name {
        case .space:
            place = folder.deliveryPlace(memory: memory)
            place.readBack = folder.readBack()
            announcement = "Into the local space \(folder.location.path); nothing goes to Segment."
        case .folder(let path):
            place = .folder(path)
            announcement = "Into files of the folder \(path); nothing goes to Segment."
        case .lines:
            place = .lines()
            announcement = "Onto standard output, one message a line; nothing goes to Segment."
        case .segment, .url:
            throw Failure(.internalError, "A server is no place on this machine.")
        }
    }

    /// A Tracking API.
    init(
        _ name: DestinationName, _ remote: RemotePlace,
        events: @escaping @Sendable (TrackingEvent) -> Void,
        confirm: @escaping @Sendable (SendPreview) async throws(ImportError) -> Void
    ) throws {
        self.name = name
        self.remote = remote
        place = try remote.place(events: events, confirm: confirm)
        switch remote.region {
        case "us"?: announcement = "To Segment, region US (\(remote.address.host))."
        case "eu"?: announcement = "To Segment, region EU (\(remote.address.host))."
        default:
            announcement = remote.isRemote
                ? "To \(remote.address)."
                : "To \(remote.address), on this machine; nothing goes to Segment."
        }
    }
}

extension DestinationName {
    /// The destination of a run that goes on, as ``DeliveryPlace/name`` had it.
    init(ofRun name: String) {
        if name.hasPrefix("dir:") {
            self = .folder(String(name.dropFirst(4)))
        } else if name == "-" {
            self = .lines
        } else if name.contains("://") {
            self = .url(name)
        } else {
            self = .space
        }
    }

    /// Whether it is a server.
    var isServer: Bool {
        switch self {
        case .segment, .url: true
        case .space, .folder, .lines: false
        }
    }
}

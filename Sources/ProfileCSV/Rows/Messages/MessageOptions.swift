/// What every message of a run carries beside its row (design §8).
public struct MessageOptions: Sendable, Hashable {
    /// The run's name, in every message ID. The default is as long as a name can be, so that what
    /// is measured with it fits under any name.
    public var runID: String
    /// The version in `context.library`.
    public var libraryVersion: String
    public var forwarding: Forwarding
    /// The file's digest, which IDs of rows without an identifier are made from
    /// (`--allow-anonymous`).
    public var fileDigest: [UInt8]

    public init(
        runID: String = String(repeating: "0", count: 64), libraryVersion: String = "0.0.0",
        forwarding: Forwarding = .all, fileDigest: [UInt8] = []
    ) {
        self.runID = runID
        self.libraryVersion = libraryVersion
        self.forwarding = forwarding
        self.fileDigest = fileDigest
    }
}

/// Which tools behind a source get the messages (`--forward`, design §5).
public enum Forwarding: Sendable, Hashable {
    /// None but the space itself: `{"All": false, "Personas": true}`.
    case none
    /// All that are connected; messages say nothing of it.
    case all
    /// The space and these.
    case only([String])

    /// The value of a message's `integrations`; `nil` where it has none.
    var names: [(name: String, isOn: Bool)]? {
        switch self {
        case .none: [("All", false), ("Personas", true)]
        case .all: nil
        case .only(let names): [("All", false), ("Personas", true)] + names.map { ($0, true) }
        }
    }
}

public import IdentifyMessages

/// Where an import delivers to, before it is opened: `--to` (design §5).
public struct DeliveryPlace: Sendable {
    /// What tells places apart in the history of runs: `space:PATH`, `dir:PATH`, a URL, `-`.
    public var name: String
    /// Whether rows leave the machine, so that the stricter rules hold.
    public var isRemote: Bool
    /// Whether a run there is kept in a folder and can be resumed. Not so for `-`.
    public var keepsRun: Bool
    /// Opens it, after everything that may stop an import before the first send.
    ///
    /// The argument says whether the run goes on after a stop, so that what it sent is there already.
    public var open: @Sendable (_ isResumed: Bool) async throws(ImportError) -> any Destination

    public init(
        name: String, isRemote: Bool = false, keepsRun: Bool = true,
        open: @escaping @Sendable (_ isResumed: Bool) async throws(ImportError) -> any Destination
    ) {
        self.name = name
        self.isRemote = isRemote
        self.keepsRun = keepsRun
        self.open = open
    }

    /// `dir:PATH`: a new or empty folder for the request bodies.
    public static func folder(_ path: String) -> DeliveryPlace {
        DeliveryPlace(name: "dir:" + FileSystem.absolute(path)) { isResumed throws(ImportError) in
            isResumed
                ? try FolderDestination(existing: path) : try FolderDestination(new: path)
        }
    }

    /// `-`: one message a line on standard output.
    public static func lines(descriptor: Int32 = 1) -> DeliveryPlace {
        DeliveryPlace(name: "-", keepsRun: false) { _ throws(ImportError) in
            LineDestination(descriptor: descriptor)
        }
    }
}

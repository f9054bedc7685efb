public import IdentifyMessages

/// Where an import delivers to, before it is opened: `--to` (design §5).
public struct DeliveryPlace: Sendable {
    /// What tells places apart in the history of runs: `space:PATH`, `dir:PATH`, a URL, `-`.
    public var name: String
    /// Whether rows leave the machine, so that the stricter rules hold.
    public var isRemote: Bool
    /// Whether a run there is kept in a folder and can be resumed. Not so for `-`.
    public var keepsRun: Bool
    /// Opens it for a run, after everything that may stop an import before the first send.
    public var open: @Sendable (_ run: DeliveryRun) async throws(ImportError) -> any Destination

    /// How many batches it takes at once. Default: 1, in the order of the rows.
    public var maxConcurrency = 1
    /// Asked after the check and before the first row is sent; throwing sends nothing. Default: yes.
    public var confirm: @Sendable (SendPreview) async throws(ImportError) -> Void = { _ in }
    /// How what was delivered can be read again; `nil`, the default: it cannot.
    public var readBack: ReadBack?

    public init(
        name: String, isRemote: Bool = false, keepsRun: Bool = true,
        open: @escaping @Sendable (_ run: DeliveryRun) async throws(ImportError) -> any Destination
    ) {
        self.name = name
        self.isRemote = isRemote
        self.keepsRun = keepsRun
        self.open = open
    }

    /// `dir:PATH`: a new or empty folder for the request bodies.
    public static func folder(_ path: String) -> DeliveryPlace {
        DeliveryPlace(name: "dir:" + FileSystem.absolute(path)) { run throws(ImportError) in
            run.isResumed
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

/// The run that a place is opened for.
public struct DeliveryRun: Sendable, Hashable {
    public var id: RunID
    /// Milliseconds since 1970 at its first start; a resume keeps it.
    public var startedAt: Int
    /// Whether it goes on after a stop, so that what it sent is there already.
    public var isResumed: Bool
    /// Its input files as the user named them.
    public var files: [String]

    public init(id: RunID, startedAt: Int, isResumed: Bool, files: [String]) {
        self.id = id
        self.startedAt = startedAt
        self.isResumed = isResumed
        self.files = files
    }
}

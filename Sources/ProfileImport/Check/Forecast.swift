internal import IdentifyMessages
internal import IdentityResolution
internal import ProfileCSV

/// What an import of the rows without an error would take, and what it may cost (design §5,
/// `check`).
public struct Forecast: Sendable, Hashable {
    /// Segment takes so many messages a second into a space.
    public static let messagesPerSecond = 1_000

    public var messages: Int
    /// Requests, as ``BatchLimits`` of a remote server cut them.
    public var batches: Int
    /// Of all request bodies.
    public var bytes: Int
    /// Whether messages and bytes are extrapolated from some of the rows.
    public var isEstimated: Bool
    /// Names that the configuration does not know, in column order.
    public var newTraits: [String]
    /// Traits beyond those that one message carries.
    public var traitsOverLimit: Int
    /// Users that would count in the month, at least and at most. A profile holds one user_id and
    /// so many other identifiers as its rules say; no row makes more than one user.
    public var trackedUsers: ClosedRange<Int>

    /// Least time at ``messagesPerSecond``.
    public var seconds: Int { (messages + Self.messagesPerSecond - 1) / Self.messagesPerSecond }

    /// - Returns: `nil` where no row would be sent. Whoever asks has seen that nothing of the file as
    ///   a whole keeps it from being imported.
    init?(_ report: Report, sample: MessageSample, configuration: SpaceConfiguration) {
        let rows = report.rows - report.rejectedRows
        guard rows > 0, sample.rows > 0 else { return nil }
        let isPart = sample.rows < rows
        func whole(_ sampled: Int) -> Int {
            isPart ? Int((Double(sampled) / Double(sample.rows) * Double(rows)).rounded()) : sampled
        }
        isEstimated = isPart
        messages = max(rows, whole(sample.messages))
        bytes = whole(sample.bytes)
        let limits = BatchLimits.trackingAPI
        batches = max(
            (messages + limits.maxMessages - 1) / limits.maxMessages,
            (bytes + limits.maxBytes - 1) / limits.maxBytes)
        var known = Set(configuration.traits.map { Array($0.name.utf8) })
        newTraits = report.traits.filter { $0.filled > 0 }.map(\.trait)
            .filter { known.insert(Array($0.utf8)).inserted }
        traitsOverLimit = max(0, report.traits.count - Limits.maxTraitsPerMessage)
        trackedUsers = Self.users(report, rows: rows, configuration)
    }

    private static func users(
        _ report: Report, rows: Int, _ configuration: SpaceConfiguration
    ) -> ClosedRange<Int> {
        var least = 1
        var values = 0
        for column in report.identifiers where column.identifier != "group_id" {
            let distinct = column.distinct ?? 0
            let rule = configuration.identifiers.first { $0.type == column.identifier }
            let limit = max(1, rule?.limit ?? 1)
            least = max(least, (distinct + limit - 1) / limit)
            values += distinct
        }
        let most = max(1, values > 0 ? min(rows, values) : rows)
        return min(least, most)...most
    }
}

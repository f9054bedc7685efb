internal import IdentifyMessages

/// The run that rows belong to: what the space needs to know rows it has by, and to date them.
public struct SpaceRun: Sendable, Hashable {
    /// The run's ID, as in its message IDs.
    public var id: String
    /// Milliseconds since 1970: the time of rows that have none of their own. A run that is resumed
    /// keeps the time at which it first started, or windows would differ.
    public var startedAt: Int
    /// Where the rows come from, for people: the files' names.
    public var source: String
    /// The files in order, as far as they have names.
    public var files: [String]

    public init(id: String, startedAt: Int, source: String = "", files: [String] = []) {
        self.id = id
        self.startedAt = startedAt
        self.source = source.isEmpty ? files.joined(separator: ", ") : source
        self.files = files
    }

    /// The names as a JSON list.
    var filesJSON: [UInt8] {
        var buffer = JSONBuffer(capacity: 1 << 10)
        for (index, file) in files.enumerated() {
            buffer.append(UInt8(ascii: index == 0 ? "[" : ","))
            buffer.appendString(Array(file.utf8))
        }
        if !files.isEmpty { buffer.append(UInt8(ascii: "]")) }
        return buffer.withBytes { [UInt8]($0) }
    }
}

/// Why an input cannot be taken as CSV: the first place where it is malformed (design §7).
public struct CSVError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong there.
    public var kind: Finding.Kind
    /// Where.
    public var position: Position
    /// Index of the field in its record, 0-based.
    public var field: Int

    public init(kind: Finding.Kind, position: Position, field: Int) {
        self.kind = kind
        self.position = position
        self.field = field
    }

    init(_ finding: Finding, in chunk: RecordChunk) {
        self.init(
            kind: finding.kind, position: chunk.position(ofByte: finding.byte), field: finding.field)
    }

    public var description: String {
        "\(kind.rawValue) in record \(position.record), field \(field + 1) "
            + "(line \(position.line), byte \(position.byte))"
    }
}

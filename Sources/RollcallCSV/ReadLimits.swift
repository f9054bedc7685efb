/// What a record may measure before the reading stops (design §9, invariant 3).
public struct ReadLimits: Sendable, Hashable {
    /// Bytes of one record, quotes included and its end excluded. Default: 16 MiB; 1 GiB at most.
    public var maxRecordBytes: Int
    /// Fields of one record. Default: 65,536.
    public var maxFields: Int

    /// Limits below 1 are taken as 1.
    public init(maxRecordBytes: Int = 16 << 20, maxFields: Int = 65_536) {
        self.maxRecordBytes = maxRecordBytes
        self.maxFields = maxFields
    }
}

/// What the upload pages take (`csv-upload` §2, design §4).
public enum UploadLimits {
    /// Data rows that the uploader of Unify and Engage takes.
    public static let maxRows = 1_000_000
    /// Data rows that the guided setup of Unified Profiles takes: fewer than 10,000.
    public static let maxRowsUnifiedProfiles = 9_999
    public static let maxColumns = 299
    /// Bytes after unpacking: 100 MB read as 2^20 bytes. Above it every reading of the limit is broken.
    public static let maxBytes = 104_857_600
    /// Bytes after unpacking: 100 MB read as 10^6 bytes. Above it the strict reading is broken.
    public static let maxBytesStrict = 100_000_000
}

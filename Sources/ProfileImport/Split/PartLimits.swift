internal import ProfileCSV

/// What one part may hold, the header aside.
struct PartLimits: Sendable, Hashable {
    var maxRows: Int
    var maxBytes: Int

    /// What `target` takes of data rows: the strict reading of 100 MB, which nobody warns of
    /// (design §4).
    ///
    /// - Parameter headerBytes: of the header line that every part begins with.
    static func of(_ target: Target, headerBytes: Int) -> PartLimits {
        let bytes = max(0, UploadLimits.maxBytesStrict - headerBytes)
        return switch target {
        case .unify: PartLimits(maxRows: UploadLimits.maxRows, maxBytes: bytes)
        case .unifiedProfiles:
            PartLimits(maxRows: UploadLimits.maxRowsUnifiedProfiles, maxBytes: bytes)
        case .api: .none
        }
    }

    static let none = PartLimits(maxRows: .max, maxBytes: .max)
}

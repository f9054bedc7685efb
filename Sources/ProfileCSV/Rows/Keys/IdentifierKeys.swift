internal import RollcallCSV

/// Keys of identifiers that do not stand in the file at hand, made as those of its rows are.
package struct IdentifierKeys: Sendable {
    private let keys: ValueKeys

    /// - Parameter key: the one that the file's rows are hashed with.
    package init(key: UInt64) { keys = ValueKeys(key: key) }

    /// Hands on hash and mark of values, as ``RowKeys`` has them for a column. Complexity: O(bytes).
    ///
    /// - Parameters:
    ///   - bytes: the values, one after another.
    ///   - ends: for each value where it ends.
    ///   - column: of the layout.
    package func forEach(
        _ bytes: [UInt8], ends: [Int], column: Int, _ use: (_ hash: UInt64, _ mark: UInt32) -> Void
    ) {
        // Hashing reads up to 64 bytes beyond a value.
        let readable = bytes + [UInt8](repeating: 0, count: 64)
        let seed = keys.seed(column)
        readable.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            var start = 0
            for end in ends {
                defer { start = end }
                guard end > start else { continue }
                let key = keys.key(base + start, end - start, seed: seed)
                use(RowKeys.hash(key.hash, column: column), key.mark)
            }
        }
    }
}

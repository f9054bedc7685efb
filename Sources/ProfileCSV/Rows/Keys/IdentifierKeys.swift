/// Keys of identifiers that do not stand in the file at hand, made as those of its rows are.
package struct IdentifierKeys: Sendable {
    private let hash: ValueHash

    /// - Parameter key: the one that the file's rows are hashed with.
    package init(key: UInt64) { hash = ValueHash(key: key) }

    /// Hands on hash and mark of values, as ``RowKeys`` has them for a column. Complexity: O(bytes).
    ///
    /// - Parameters:
    ///   - bytes: the values, one after another.
    ///   - ends: for each value where it ends.
    ///   - column: of the layout.
    package func forEach(
        _ bytes: [UInt8], ends: [Int], column: Int, _ use: (_ hash: UInt64, _ mark: UInt32) -> Void
    ) {
        // Hashing reads up to 16 bytes beyond a value.
        let readable = bytes + [UInt8](repeating: 0, count: 16)
        let seed = hash.seed(column)
        readable.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            var start = 0
            for end in ends {
                defer { start = end }
                guard end > start else { continue }
                let key = hash.key(base + start, end - start, seed: seed)
                use(RowKeys.hash(key.hash, column: column), key.mark)
            }
        }
    }
}

extension ValueHash {
    /// The hash of a value but for case and edge spaces, and what tells the value from its variants: an
    /// even mark for one without capitals and edge spaces, of which there is but one.
    @inline(__always)
    func key(
        _ start: UnsafeRawPointer, _ count: Int, seed: UInt64
    ) -> (hash: UInt64, mark: UInt32) {
        let isPadded = Self.isSpace(start, 0) || Self.isSpace(start, count &- 1)
        let folded =
            isPadded ? trimmed(start, count, seed: seed) : self.folded(start, count, seed: seed)
        // 0 is no value; bits 0 to 15 are what samples are taken by.
        let whole = folded.hash | 1 << 22
        if !isPadded && !folded.hasCapitals {
            return (whole, UInt32(truncatingIfNeeded: whole &>> 24) & ~1 | 2)
        }
        return (whole, UInt32(truncatingIfNeeded: exact(start, count, seed: seed) &>> 24) | 1)
    }

    @inline(never)
    private func trimmed(
        _ start: UnsafeRawPointer, _ count: Int, seed: UInt64
    ) -> (hash: UInt64, hasCapitals: Bool) {
        var first = 0
        var last = count
        while first < last, Self.isSpace(start, first) { first &+= 1 }
        while last > first, Self.isSpace(start, last &- 1) { last &-= 1 }
        return folded(start + first, last &- first, seed: seed)
    }

    @inline(__always)
    private static func isSpace(_ start: UnsafeRawPointer, _ at: Int) -> Bool {
        let byte = start.load(fromByteOffset: at, as: UInt8.self)
        return byte == 0x20 || byte == 0x09
    }
}

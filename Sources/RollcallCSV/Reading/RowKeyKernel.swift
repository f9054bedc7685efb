package import CScan

/// Makes the keys of whole rows.
package struct RowKeyKernel {
    /// A column with keys.
    package struct Column {
        /// 0-based.
        package var column: Int
        /// Its identifier's place among the lengths that the row has of identifiers; `nil` where its values
        /// connect nobody.
        package var slot: Int?

        package init(column: Int, slot: Int?) {
            self.column = column
            self.slot = slot
        }
    }

    private let keys: ValueKeys
    @usableFromInline let places: UnsafeMutablePointer<rc_row_key_places>
    @usableFromInline let secret: UnsafePointer<rc_keys_secret>
    @usableFromInline let way: Int32
    private let columns: UnsafeMutablePointer<rc_key_column>

    /// - Parameters:
    ///   - identifiers: the columns with keys.
    ///   - traits: 0-based columns that become traits.
    ///   - slotLengths: for each slot 0 where its value connects nobody; must outlive the kernel.
    package init(
        _ keys: ValueKeys, identifiers: [Column], traits: [Int],
        slotLengths: UnsafePointer<UInt32>
    ) {
        self.keys = keys
        way = keys.way
        secret = UnsafePointer(keys.secret)
        columns = .allocate(capacity: identifiers.count + traits.count + 1)
        for (index, identifier) in identifiers.enumerated() {
            (columns + index).initialize(
                to: rc_key_column(
                    column: UInt32(truncatingIfNeeded: identifier.column),
                    slot: Int32(truncatingIfNeeded: identifier.slot ?? -1), seed: keys.seed(index)))
        }
        let behind = columns + identifiers.count
        for (index, column) in traits.enumerated() {
            (behind + index).initialize(
                to: rc_key_column(
                    column: UInt32(truncatingIfNeeded: column), slot: -1, seed: keys.seed(column + 64)))
        }
        places = .allocate(capacity: 1)
        places.initialize(
            to: rc_row_key_places(
                columns: columns, column_count: identifiers.count, traits: behind,
                trait_count: traits.count, slot_lengths: slotLengths))
    }

    package func deallocate() {
        places.deallocate()
        columns.deallocate()
    }

    /// Writes the keys of a row: a hash a column, with the column's number in bits 16 to 21 and 0 for no
    /// value; then a mark a column, 0 where the value connects nobody, and one of all traits. That is made
    /// only where a hash has no bit of `unfollowed`, else it is 0.
    ///
    /// - Parameters:
    ///   - starts: of the row's values; 64 bytes after each can be read.
    ///   - lengths: of the row's values.
    /// - Returns: whether there is such a hash.
    @inlinable
    package func write(
        _ starts: UnsafePointer<UnsafePointer<UInt8>>, _ lengths: UnsafePointer<UInt32>,
        hashes: UnsafeMutablePointer<UInt64>, marks: UnsafeMutablePointer<UInt32>, unfollowed: UInt64
    ) -> Bool {
        rc_row_keys(way, secret, places, starts, lengths, hashes, marks, unfollowed) != 0
    }
}

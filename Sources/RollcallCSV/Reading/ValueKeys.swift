package import CScan

/// What values are known by across a file: 64-bit hashes under a secret key.
///
/// Two different values get one hash with a chance of about 2⁻⁵⁷ a pair (seven bits are taken): among 100
/// million values about one pair in thirty files. What compares hashes would then warn of a person or
/// a spelling that is none; nothing is ever sent, merged or refused by a hash. Without the key nobody can
/// choose values that collide; whoever makes hashes draws it at random. By the rounds of AES where the
/// processor has them for whole vectors, else by multiplying: the hashes of two machines are not alike.
package final class ValueKeys: @unchecked Sendable {
    // `@unchecked Sendable`: the secret is written once, before anybody else has the object.

    @usableFromInline let secret: UnsafeMutablePointer<rc_keys_secret>
    @usableFromInline let way: Int32

    /// - Parameters:
    ///   - key: any number; hashes of different keys have nothing to do with one another.
    ///   - isPlain: whether the way of every machine is taken, for tests.
    package init(key: UInt64, isPlain: Bool = false) {
        secret = .allocate(capacity: 1)
        secret.initialize(to: rc_keys_secret_of(key))
        way = isPlain ? Int32(RC_KEYS_MULTIPLIED) : rc_keys_best()
    }

    deinit { secret.deallocate() }

    /// Where hashing of one column begins, so that equal values of different columns differ.
    package func seed(_ column: Int) -> UInt64 { rc_keys_seed(secret, UInt64(column)) }

    /// The hash of a value but for case and edge spaces, and what tells the value from its variants: an
    /// even mark for one without capitals and edge spaces, of which there is but one. Bit 22 of the hash is
    /// set, so that it is never 0. Complexity: O(bytes).
    ///
    /// - Parameters:
    ///   - start: of a value that is not empty; 64 bytes after it can be read.
    ///   - seed: of its column.
    package func key(
        _ start: UnsafePointer<UInt8>, _ count: Int, seed: UInt64
    ) -> (hash: UInt64, mark: UInt32) {
        let key = rc_value_key(way, secret, seed, start, count)
        return (key.hash, key.mark)
    }

    /// Multiplied to 128 bits, both halves together: mixes two words.
    @inlinable @inline(__always)
    package static func fold(_ one: UInt64, _ other: UInt64) -> UInt64 {
        let product = one.multipliedFullWidth(by: other)
        return product.high ^ product.low
    }
}

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

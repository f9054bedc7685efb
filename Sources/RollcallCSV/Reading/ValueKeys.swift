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

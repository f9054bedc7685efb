/// A fast 128-bit digest of a stream of bytes: MurmurHash3 x64 128 with seed 0.
///
/// It tells whether a file is still the one that was checked. It is no defence against somebody who
/// builds two files with one digest, and nothing here needs one: whoever can do that can as well
/// put the other file there in the first place.
public struct FileDigest: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var total: UInt64 = 0
    /// Bytes that do not fill a block yet.
    private var tail: (UInt64, UInt64) = (0, 0)
    private var tailCount = 0

    private static let c1: UInt64 = 0x87c3_7b91_1142_53d5
    private static let c2: UInt64 = 0x4cf5_ad43_2745_937f

    public init() {}

    /// Takes the next bytes. However a stream is cut, its digest is the same.
    ///
    /// - Complexity: O(bytes), several bytes a nanosecond.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        total &+= UInt64(bytes.count)
        var next = 0
        while tailCount > 0, next < bytes.count {
            push(bytes[next])
            next += 1
        }
        while next + 16 <= bytes.count {
            mix(
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: next, as: UInt64.self)),
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: next + 8, as: UInt64.self))
            )
            next += 16
        }
        while next < bytes.count {
            push(bytes[next])
            next += 1
        }
    }

    /// The digest of all bytes so far as 32 hexadecimal digits.
    public func finalized() -> String {
        let value = finalizedValue()
        return Self.hex(value.high) + Self.hex(value.low)
    }

    /// The digest of all bytes so far.
    func finalizedValue() -> Digest128 {
        var h1 = low
        var h2 = high
        if tailCount > 8 { h2 ^= Self.scramble2(tail.1) }
        if tailCount > 0 { h1 ^= Self.scramble1(tail.0) }
        h1 ^= total
        h2 ^= total
        h1 &+= h2
        h2 &+= h1
        h1 = Self.avalanche(h1)
        h2 = Self.avalanche(h2)
        h1 &+= h2
        h2 &+= h1
        return Digest128(high: h1, low: h2)
    }

    private mutating func push(_ byte: UInt8) {
        let shifted = UInt64(byte) &<< UInt64((tailCount & 7) * 8)
        if tailCount < 8 { tail.0 |= shifted } else { tail.1 |= shifted }
        tailCount += 1
        guard tailCount == 16 else { return }
        mix(tail.0, tail.1)
        tail = (0, 0)
        tailCount = 0
    }

    @inline(__always)
    private mutating func mix(_ k1: UInt64, _ k2: UInt64) {
        low ^= Self.scramble1(k1)
        low = Self.rotate(low, 27) &+ high
        low = low &* 5 &+ 0x52dc_e729
        high ^= Self.scramble2(k2)
        high = Self.rotate(high, 31) &+ low
        high = high &* 5 &+ 0x3849_5ab5
    }

    @inline(__always)
    private static func scramble1(_ k: UInt64) -> UInt64 { rotate(k &* c1, 31) &* c2 }

    @inline(__always)
    private static func scramble2(_ k: UInt64) -> UInt64 { rotate(k &* c2, 33) &* c1 }

    @inline(__always)
    private static func rotate(_ value: UInt64, _ by: UInt64) -> UInt64 {
        (value &<< by) | (value &>> (64 - by))
    }

    private static func avalanche(_ value: UInt64) -> UInt64 {
        var k = value
        k ^= k >> 33
        k = k &* 0xff51_afd7_ed55_8ccd
        k ^= k >> 33
        k = k &* 0xc4ce_b9fe_1a85_ec53
        return k ^ (k >> 33)
    }

    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// 128 bits that stand for some bytes.
struct Digest128: Sendable, Hashable {
    var high: UInt64
    var low: UInt64
}

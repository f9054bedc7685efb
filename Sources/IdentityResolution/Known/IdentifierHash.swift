/// The hash that an identifier is found by: SipHash-2-4 of the value, keyed by a secret of whoever keeps
/// the profiles and by the type. Keyed, so that nobody can make values that collide.
public struct IdentifierHash: Sendable {
    private let first: UInt64
    private let second: UInt64

    /// - Parameters:
    ///   - first: half of the key.
    ///   - second: the other half.
    public init(_ first: UInt64, _ second: UInt64) {
        self.first = first
        self.second = second
    }

    /// The hash for values of one type. Complexity: O(bytes).
    public func forType(_ type: [UInt8]) -> IdentifierHash {
        IdentifierHash(first, second ^ type.withUnsafeBytes { callAsFunction($0) })
    }

    /// The hash of a value. Complexity: O(bytes).
    public func callAsFunction(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var state = State(first, second)
        var at = 0
        while at &+ 8 <= bytes.count {
            state.absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
            at &+= 8
        }
        var last = UInt64(truncatingIfNeeded: bytes.count) << 56
        var shift: UInt64 = 0
        while at < bytes.count {
            last |= UInt64(bytes[at]) << shift
            shift &+= 8
            at &+= 1
        }
        state.absorb(last)
        return state.finish()
    }

    private struct State {
        var a, b, c, d: UInt64

        init(_ first: UInt64, _ second: UInt64) {
            a = first ^ 0x736f_6d65_7073_6575
            b = second ^ 0x646f_7261_6e64_6f6d
            c = first ^ 0x6c79_6765_6e65_7261
            d = second ^ 0x7465_6462_7974_6573
        }

        @inline(__always)
        mutating func round() {
            a &+= b
            b = b &<< 13 | b &>> 51
            b ^= a
            a = a &<< 32 | a &>> 32
            c &+= d
            d = d &<< 16 | d &>> 48
            d ^= c
            a &+= d
            d = d &<< 21 | d &>> 43
            d ^= a
            c &+= b
            b = b &<< 17 | b &>> 47
            b ^= c
            c = c &<< 32 | c &>> 32
        }

        @inline(__always)
        mutating func absorb(_ word: UInt64) {
            d ^= word
            round()
            round()
            a ^= word
        }

        mutating func finish() -> UInt64 {
            c ^= 0xff
            for _ in 0..<4 { round() }
            return a ^ b ^ c ^ d
        }
    }
}

/// Walks the code points of a field. Bytes that are no UTF-8 come as U+FFFD one by one; whoever
/// calls has usually refused them before.
struct UTF8Walk {
    private let bytes: UnsafeRawBufferPointer
    /// Where the next code point begins.
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    @inline(__always)
    mutating func next() -> UInt32? {
        guard offset < bytes.count else { return nil }
        let first = bytes[offset]
        if first < 0x80 {
            offset &+= 1
            return UInt32(first)
        }
        return nextBeyondASCII(first)
    }

    @inline(__always)
    private mutating func nextBeyondASCII(_ first: UInt8) -> UInt32 {
        // Two bytes: the letters of Europe, worth a way of their own.
        if first >= 0xC2, first < 0xE0, offset &+ 1 < bytes.count {
            let second = bytes[offset &+ 1]
            if second & 0xC0 == 0x80 {
                offset &+= 2
                return UInt32(first & 0x1F) << 6 | UInt32(second & 0x3F)
            }
        }
        return nextBeyondTwoBytes(first)
    }

    private mutating func nextBeyondTwoBytes(_ first: UInt8) -> UInt32 {
        let (count, leadBits, least): (Int, UInt32, UInt32) =
            switch first {
            case 0xE0...0xEF: (3, UInt32(first & 0x0F), 0x800)
            case 0xF0...0xF4: (4, UInt32(first & 0x07), 0x10000)
            default: (0, 0, 0)
            }
        guard count > 0, count <= bytes.count &- offset else { return replacement() }
        var codePoint = leadBits
        for place in offset &+ 1..<offset &+ count {
            let byte = bytes[place]
            guard byte & 0xC0 == 0x80 else { return replacement() }
            codePoint = codePoint << 6 | UInt32(byte & 0x3F)
        }
        let isSurrogate = codePoint & 0xFFFF_F800 == 0xD800
        guard codePoint >= least, codePoint <= 0x10FFFF, !isSurrogate else { return replacement() }
        offset &+= count
        return codePoint
    }

    private mutating func replacement() -> UInt32 {
        offset &+= 1
        return 0xFFFD
    }
}

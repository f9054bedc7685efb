import CZlib

/// Makes gzip members in ways that real writers seldom do.
struct GzipMember {
    var text: [UInt8]
    var extra: [UInt8]?
    var name: String?
    var comment: String?
    var hasHeaderChecksum = false
    /// nil: stored blocks; else zlib's level.
    var level: Int32? = 6

    init(_ text: String) { self.text = Array(text.utf8) }

    init(_ text: [UInt8]) { self.text = text }

    var bytes: [UInt8] {
        var flags: UInt8 = 0
        if hasHeaderChecksum { flags |= 2 }
        if extra != nil { flags |= 4 }
        if name != nil { flags |= 8 }
        if comment != nil { flags |= 16 }
        var out: [UInt8] = [0x1F, 0x8B, 8, flags, 1, 2, 3, 4, 0, 255]
        if let extra { out += littleEndian(UInt16(extra.count)) + extra }
        if let name { out += Array(name.utf8) + [0] }
        if let comment { out += Array(comment.utf8) + [0] }
        if hasHeaderChecksum { out += littleEndian(UInt16(truncatingIfNeeded: plainCRC32(out))) }
        out += level.map { deflated(text, level: $0) } ?? stored(text)
        // Bit by bit is too slow for large texts.
        let sum =
            text.count > 5_000
            ? UInt32(truncatingIfNeeded: crc32_z(0, text, text.count)) : plainCRC32(text)
        return out + littleEndian(sum) + littleEndian(UInt32(text.count))
    }
}

/// CRC-32 bit by bit, as RFC 1952 §8 defines it.
func plainCRC32(_ bytes: [UInt8]) -> UInt32 {
    var crc = ~UInt32(0)
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 0 ? 0 : 0xEDB8_8320) }
    }
    return ~crc
}

/// Stored deflate blocks of at most `blockBytes`.
func stored(_ bytes: [UInt8], blockBytes: Int = 65_535) -> [UInt8] {
    var out: [UInt8] = []
    var rest = bytes[...]
    repeat {
        let part = rest.prefix(blockBytes)
        rest = rest.dropFirst(blockBytes)
        let count = UInt16(part.count)
        out += [rest.isEmpty ? 1 : 0] + littleEndian(count) + littleEndian(~count) + part
    } while !rest.isEmpty
    return out
}

func deflated(_ bytes: [UInt8], level: Int32) -> [UInt8] {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    guard rc_deflate_start(stream, level) == Z_OK else { return [] }
    defer { deflateEnd(stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 1_000)
    return input.withUnsafeMutableBufferPointer { source in
        output.withUnsafeMutableBufferPointer { target in
            stream.pointee.next_in = source.baseAddress
            stream.pointee.avail_in = UInt32(source.count)
            stream.pointee.next_out = target.baseAddress
            stream.pointee.avail_out = UInt32(target.count)
            guard deflate(stream, Z_FINISH) == Z_STREAM_END else { return [] }
            return Array(target.prefix(Int(stream.pointee.total_out)))
        }
    }
}

func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

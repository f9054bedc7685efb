/// Reads a member's header byte by byte (RFC 1952 §2.3), so that any cut of the input is the same.
struct GzipHeader {
    /// Names and comments longer than this are no real file's; without a limit they would read on
    /// for ever without giving a byte.
    static let maxBytes = 1 << 20

    enum Step: Equatable {
        case more
        case done
        case damaged(String)
    }

    private enum Part: Int {
        case fixed, extraLength, extra, name, comment, checksum, done
    }

    private var part = Part.fixed
    private var flags: UInt8 = 0
    /// Bytes taken in this part.
    private var taken = 0
    private var extraBytes = 0
    private var statedChecksum: UInt32 = 0
    private(set) var count = 0
    private var bytes: [UInt8] = []

    /// - Parameter checksum: the CRC-32 of the header so far, for the optional header check.
    mutating func take(_ byte: UInt8, checksum: ([UInt8]) -> UInt32) -> Step {
        count += 1
        if count > Self.maxBytes { return .damaged("the gzip header is too long") }
        if part != .checksum, flags & 0x02 != 0 || part == .fixed { bytes.append(byte) }
        taken += 1
        switch part {
        case .fixed:
            if let fault = takeFixed(byte) { return .damaged(fault) }
            if taken == 10 { advance() }
        case .extraLength:
            extraBytes |= Int(byte) << (8 * (taken - 1))
            if taken == 2 { advance() }
        case .extra:
            if taken == extraBytes { advance() }
        case .name, .comment:
            if byte == 0 { advance() }
        case .checksum:
            statedChecksum |= UInt32(byte) << (8 * UInt32(taken - 1))
            if taken == 2 {
                if checksum(bytes) & 0xFFFF != statedChecksum {
                    return .damaged("the gzip header's check sum is wrong")
                }
                advance()
            }
        case .done:
            break
        }
        return part == .done ? .done : .more
    }

    /// What is wrong with a byte of the fixed ten, if anything.
    private mutating func takeFixed(_ byte: UInt8) -> String? {
        switch taken {
        case 1 where byte != 0x1F, 2 where byte != 0x8B:
            return "not a gzip member"
        case 3 where byte != 8:
            return "unknown compression method \(byte)"
        case 4:
            if byte & 0xE0 != 0 { return "reserved gzip flags are set" }
            flags = byte
        default:
            break
        }
        return nil
    }

    /// Goes to the next part that the flags ask for.
    private mutating func advance() {
        taken = 0
        repeat { part = Part(rawValue: part.rawValue + 1) ?? .done } while !isPresent(part)
    }

    private func isPresent(_ part: Part) -> Bool {
        switch part {
        case .fixed, .done: true
        case .extraLength: flags & 0x04 != 0
        case .extra: flags & 0x04 != 0 && extraBytes > 0
        case .name: flags & 0x08 != 0
        case .comment: flags & 0x10 != 0
        case .checksum: flags & 0x02 != 0
        }
    }
}

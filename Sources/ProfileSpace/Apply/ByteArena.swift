/// Bytes that live as long as the batch being applied: in its messages or in the arena.
typealias Bytes = UnsafeRawBufferPointer

/// Whether two ranges hold the same bytes.
@inline(__always)
func areEqual(_ one: Bytes, _ other: Bytes) -> Bool {
    guard one.count == other.count else { return false }
    var at = 0
    while at &+ 8 <= one.count {
        guard
            one.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                == other.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        else { return false }
        at &+= 8
    }
    while at < one.count {
        guard one[at] == other[at] else { return false }
        at &+= 1
    }
    return true
}

/// Keeps copies of bytes until it is emptied: text that SQLite lends only until the next step, strings
/// whose escapes were undone.
final class ByteArena {
    @exclusivity(unchecked) private var blocks: [UnsafeMutableRawBufferPointer] = []
    /// Index of the block being filled and bytes of it in use.
    @exclusivity(unchecked) private var block = 0
    @exclusivity(unchecked) private var used = 0
    private static let blockBytes = 1 << 20

    deinit { for block in blocks { block.deallocate() } }

    func copy(_ bytes: Bytes) -> Bytes {
        guard let source = bytes.baseAddress, !bytes.isEmpty else { return Bytes(start: nil, count: 0) }
        while block < blocks.count, blocks[block].count - used < bytes.count {
            block += 1
            used = 0
        }
        if block == blocks.count {
            blocks.append(
                .allocate(byteCount: max(Self.blockBytes, bytes.count), alignment: 16))
        }
        let target = blocks[block]
        let place = UnsafeMutableRawBufferPointer(rebasing: target[used..<used + bytes.count])
        place.baseAddress?.copyMemory(from: source, byteCount: bytes.count)
        used += bytes.count
        return Bytes(place)
    }

    func copy(_ bytes: [UInt8]) -> Bytes { bytes.withUnsafeBytes { copy($0) } }

    /// Forgets all copies and keeps a bounded part of the memory.
    func empty() {
        while blocks.count > 64 { blocks.removeLast().deallocate() }
        block = 0
        used = 0
    }
}

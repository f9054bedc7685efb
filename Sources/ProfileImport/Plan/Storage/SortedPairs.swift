/// Pairs of a key and a value, any number of them, handed out in the order of their keys: in memory up
/// to a budget, beyond it on disk.
///
/// They are parted by the top byte of the key as they come, so keys must be spread over all 64 bits;
/// each part is then sorted by itself.
final class SortedPairs {
    struct Pair: BitwiseCopyable {
        var key: UInt64
        var value: UInt64
    }

    private static let parts = 256
    /// Pairs of a block: small, because every part has one that is not full.
    private static let blockPairs = 1_024

    private struct Part {
        var blocks: [UnsafeMutablePointer<Pair>] = []
        /// Pairs of the last block.
        var used = SortedPairs.blockPairs
        /// Stretches of the file.
        var extents: [(offset: Int, count: Int)] = []
    }

    private var parted = [Part](repeating: Part(), count: parts)
    private var free: [UnsafeMutablePointer<Pair>] = []
    private var blockCount = 0
    private let maxBlocks: Int
    private let file: TemporaryFile
    private var fileBytes = 0
    private(set) var count = 0

    /// - Parameters:
    ///   - memory: bytes of pairs kept back from the disk.
    ///   - folder: where the file is made, if it is needed.
    init(memory: Int, folder: String) {
        maxBlocks = max(Self.parts * 2, memory / (Self.blockPairs * MemoryLayout<Pair>.stride))
        file = TemporaryFile(in: folder)
    }

    deinit {
        for part in parted { part.blocks.forEach { $0.deallocate() } }
        free.forEach { $0.deallocate() }
    }

    @inline(__always)
    func append(_ key: UInt64, _ value: UInt64) throws(SystemError) {
        let number = Int(truncatingIfNeeded: key &>> 56)
        if parted[number].used == Self.blockPairs { try addBlock(to: number) }
        let used = parted[number].used
        parted[number].blocks[parted[number].blocks.count &- 1][used] = Pair(key: key, value: value)
        parted[number].used = used &+ 1
        count &+= 1
    }

    private func addBlock(to number: Int) throws(SystemError) {
        if free.isEmpty, blockCount >= maxBlocks { try spill() }
        if let block = free.popLast() {
            parted[number].blocks.append(block)
        } else {
            parted[number].blocks.append(.allocate(capacity: Self.blockPairs))
            blockCount += 1
        }
        parted[number].used = 0
    }

    /// Moves everything to the disk.
    private func spill() throws(SystemError) {
        for number in parted.indices {
            let blocks = parted[number].blocks
            for (index, block) in blocks.enumerated() {
                let pairs = index == blocks.count - 1 ? parted[number].used : Self.blockPairs
                let bytes = UnsafeRawBufferPointer(
                    UnsafeBufferPointer(start: block, count: pairs))
                try file.write(bytes, at: fileBytes)
                if let last = parted[number].extents.indices.last,
                    case let extent = parted[number].extents[last],
                    extent.offset + extent.count * MemoryLayout<Pair>.stride == fileBytes
                {
                    parted[number].extents[last].count += pairs
                } else {
                    parted[number].extents.append((fileBytes, pairs))
                }
                fileBytes += bytes.count
                free.append(block)
            }
            parted[number].blocks = []
            parted[number].used = Self.blockPairs
        }
    }

    /// Hands out all pairs, part by part in rising order of the keys; equal keys come together. The
    /// pairs are gone afterwards.
    func drain<E: Error>(
        _ use: (UnsafeMutableBufferPointer<Pair>) async throws(E) -> Void,
        failure: (SystemError) -> E
    ) async throws(E) {
        // Nothing comes any more: what was kept for it goes back now.
        free.forEach { $0.deallocate() }
        free = []
        for number in parted.indices {
            let pairs: UnsafeMutableBufferPointer<Pair>
            do throws(SystemError) { pairs = try load(number) } catch { throw failure(error) }
            defer { pairs.deallocate() }
            if !pairs.isEmpty { try await use(pairs) }
        }
        count = 0
    }

    private func load(_ number: Int) throws(SystemError) -> UnsafeMutableBufferPointer<Pair> {
        let part = parted[number]
        parted[number] = Part()
        defer { part.blocks.forEach { $0.deallocate() } }
        let onDisk = part.extents.reduce(0) { $0 + $1.count }
        let inMemory = max(0, part.blocks.count - 1) * Self.blockPairs
            + (part.blocks.isEmpty ? 0 : part.used)
        let pairs = UnsafeMutableBufferPointer<Pair>.allocate(capacity: onDisk + inMemory)
        var at = 0
        do throws(SystemError) {
            for extent in part.extents {
                let target = UnsafeMutableBufferPointer(rebasing: pairs[at..<at + extent.count])
                try file.read(into: UnsafeMutableRawBufferPointer(target), at: extent.offset)
                at += extent.count
            }
        } catch {
            pairs.deallocate()
            throw error
        }
        for (index, block) in part.blocks.enumerated() {
            let count = index == part.blocks.count - 1 ? part.used : Self.blockPairs
            if let start = pairs.baseAddress { (start + at).update(from: block, count: count) }
            at += count
        }
        return PairSort.sorted(pairs)
    }
}

/// Sorts pairs whose keys are spread: one pass into small buckets, then each bucket.
private enum PairSort {
    typealias Pair = SortedPairs.Pair

    /// - Returns: the same pairs in new memory, or the same where there was nothing to do.
    static func sorted(
        _ pairs: UnsafeMutableBufferPointer<Pair>
    ) -> UnsafeMutableBufferPointer<Pair> {
        guard pairs.count > 64 else {
            insertionSort(pairs)
            return pairs
        }
        // All keys share their top byte; the next bits make buckets of about eight pairs.
        let bits = min(22, max(1, Int.bitWidth - (pairs.count / 8).leadingZeroBitCount))
        let shift = UInt64(56 - bits)
        let mask = UInt64(1) &<< UInt64(bits) &- 1
        var ends = [Int32](repeating: 0, count: (1 << bits) + 1)
        for pair in pairs { ends[Int(truncatingIfNeeded: pair.key &>> shift & mask) &+ 1] &+= 1 }
        for bucket in 1..<ends.count { ends[bucket] &+= ends[bucket &- 1] }
        let target = UnsafeMutableBufferPointer<Pair>.allocate(capacity: pairs.count)
        for pair in pairs {
            let bucket = Int(truncatingIfNeeded: pair.key &>> shift & mask)
            target[Int(ends[bucket])] = pair
            ends[bucket] &+= 1
        }
        pairs.deallocate()
        var start = 0
        for bucket in 0..<(1 << bits) {
            let end = Int(ends[bucket])
            var slice = UnsafeMutableBufferPointer(rebasing: target[start..<end])
            if slice.count > 48 {
                slice.sort { ($0.key, $0.value) < ($1.key, $1.value) }
            } else if slice.count > 1 {
                insertionSort(slice)
            }
            start = end
        }
        return target
    }

    private static func insertionSort(_ pairs: UnsafeMutableBufferPointer<Pair>) {
        for index in pairs.indices.dropFirst() {
            let pair = pairs[index]
            var at = index
            while at > 0,
                pairs[at &- 1].key > pair.key
                    || (pairs[at &- 1].key == pair.key && pairs[at &- 1].value > pair.value)
            {
                pairs[at] = pairs[at &- 1]
                at &-= 1
            }
            pairs[at] = pair
        }
    }
}

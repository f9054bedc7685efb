internal import ByteSources
internal import RollcallCSV

/// Reads one input as chunks of whole records, in order: bytes from a source, cut and scanned.
///
/// One task at a time uses it.
final class ChunkReader {
    private let source: any ByteSource
    private var cutter: ChunkCutter
    private var digestState: FileDigest?
    private var returned: RecordChunk?
    /// Bytes of the decompressed text read so far.
    private(set) var bytes = 0
    /// The first bytes of the text, for rules that look at the content as a whole.
    private(set) var head: [UInt8] = []
    /// Why the input could not be read to its end. The records before it have been delivered.
    private(set) var failure: ByteSourceError?

    /// Enough for every signature of a file that is no CSV, and for the first lines of one that is.
    static let headBytes = 4_096

    /// - Parameter takesDigest: whether ``digest`` is wanted; it costs a look at every byte.
    init(_ source: any ByteSource, options: ReadingOptions, kernel: Kernel, takesDigest: Bool) {
        self.source = source
        cutter = ChunkCutter(
            dialect: options.dialect, limits: options.limits, chunkBytes: options.chunkBytes,
            kernel: kernel, picksFirsts: true)
        digestState = takesDigest ? FileDigest() : nil
    }

    var inputBytes: Int { source.inputBytes }

    var hasBOM: Bool { cutter.hasBOM }

    /// Whether all text read so far is white space, byte order mark aside.
    private(set) var isAllSpace = true

    /// Digest of the text read so far; of the whole of it after the last chunk.
    var digest: String? { digestState?.finalized() }

    /// Makes a chunk the next one again, for whoever had to look into it first. It is not kept by the
    /// caller then, who would hold its memory as long as all others are read.
    func putBack(_ chunk: consuming RecordChunk) { returned = chunk }

    /// The next chunk, `nil` at the end or where the input is damaged (``failure`` tells).
    ///
    /// - Throws: where the operating system refused to read on; damage is no error.
    func next() async throws(ByteSourceError) -> RecordChunk? {
        if let chunk = returned.take() { return chunk }
        while true {
            switch cutter.next() {
            case .chunk(let chunk): return chunk
            case .end: return nil
            case .needsBytes: try await fill()
            }
        }
    }

    private static func isSpace(_ read: UnsafeRawBufferPointer, isStart: Bool) -> Bool {
        let hasMark = isStart && read.starts(with: [0xEF, 0xBB, 0xBF])
        return read.dropFirst(hasMark ? 3 : 0).allSatisfy {
            $0 == 0x20 || (0x09...0x0D).contains($0)
        }
    }

    private func fill() async throws(ByteSourceError) {
        let space = cutter.freeSpace
        do throws(ByteSourceError) {
            let count = try await source.read(into: space)
            let read = UnsafeRawBufferPointer(rebasing: space[..<count])
            if isAllSpace { isAllSpace = Self.isSpace(read, isStart: bytes == 0) }
            bytes += count
            digestState?.update(read)
            if head.count < Self.headBytes {
                head.append(contentsOf: read.prefix(Self.headBytes - head.count))
            }
            cutter.filled(count)
        } catch {
            guard error.isDamage else { throw error }
            failure = error
            cutter.breakOff()
        }
    }
}

extension ByteSourceError {
    /// Whether the content is at fault, which a report tells; else the machine is, which ends the
    /// stage.
    var isDamage: Bool {
        switch code {
        case .gzipCorrupt, .gzipTruncated, .unsupportedEncoding: true
        case .noInput, .io: false
        }
    }
}

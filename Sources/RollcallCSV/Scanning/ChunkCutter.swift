internal import CScan

/// Cuts an input into chunks of whole, scanned records.
///
/// It is handed bytes and fetches none, so it serves files, pipes and async streams alike:
///
/// ```swift
/// var cutter = ChunkCutter()
/// reading: while true {
///     switch cutter.next() {
///     case .needsBytes: cutter.filled(try source.read(into: cutter.freeSpace))
///     case .chunk(let chunk): use(chunk)
///     case .end: break reading
///     }
/// }
/// ```
///
/// The scan carries the quote state exactly from byte to byte, so a chunk ends outside quotes whatever
/// the input holds, and chunks can be read by any number of workers. Where they are cut depends on the
/// bytes, `chunkBytes` and the limits only, never on how the bytes arrived.
///
/// Reading rules: design §7. A leading byte order mark is skipped, ``hasBOM`` tells. Memory: two chunks
/// at most, and a record may make a chunk as large as ``ReadLimits/maxRecordBytes``.
public struct ChunkCutter: ~Copyable {
    /// What there is to do.
    public enum Step: Sendable {
        /// The next records, in order.
        case chunk(RecordChunk)
        /// Put bytes into ``ChunkCutter/freeSpace``, then call ``ChunkCutter/filled(_:)``.
        case needsBytes
        /// All has been read.
        case end
    }

    /// The input began with a UTF-8 byte order mark. Known once the first chunk is there.
    public internal(set) var hasBOM = false

    let limits: ReadLimits
    let chunkBytes: Int
    let kernel: Int32
    let pool: SlabPool

    var slab: Slab
    /// Bytes in the slab.
    var filledBytes = 0
    /// Where the slab's first byte and the records from there on stand in the input.
    var start = Position(byte: 0, line: 1, record: 1, sheetRow: 1)
    var inputEnded = false
    /// The input broke off: what follows the last whole record is no record.
    var brokeOff = false
    var began = false
    var ended = false

    /// The scan at `checkedBytes`, a whole number of blocks: what lies behind is scanned again when
    /// more bytes are there.
    var checkpoint = rc_scan()
    var checkedBytes: UInt32 = 0
    /// The scan as far as it has come.
    var scan = rc_scan()
    var findings: UnsafeMutablePointer<rc_finding>
    var findingCapacity: Int
    /// Set while a record that exceeds a limit is passed over.
    var drop: Drop?

    /// - Parameters:
    ///   - limits: what a record may measure; 1 GiB is the most a record can be allowed.
    ///   - chunkBytes: bytes of one chunk, 64 at least. Default: 256 KiB, which stays in the L2 cache.
    ///   - kernel: default: the fastest of this machine.
    public init(
        dialect: Dialect = Dialect(), limits: ReadLimits = ReadLimits(), chunkBytes: Int = 256 << 10,
        kernel: Kernel = .best
    ) {
        self.init(
            dialect: dialect, limits: limits, chunkBytes: chunkBytes, kernel: kernel, picksFirsts: false)
    }

    /// - Parameter picksFirsts: whether ``RecordMarks/firsts`` are wanted, where the kernel has them.
    package init(
        dialect: Dialect, limits: ReadLimits, chunkBytes: Int = 256 << 10, kernel: Kernel,
        picksFirsts: Bool
    ) {
        var limits = limits
        limits.maxRecordBytes = min(max(limits.maxRecordBytes, 1), 1 << 30)
        limits.maxFields = max(limits.maxFields, 1)
        self.limits = limits
        self.chunkBytes = min(max(chunkBytes, 64), 1 << 30)
        let number = kernel.isAvailable ? kernel.number : Kernel.scalar.number
        self.kernel = number
        let hasFirsts = picksFirsts && rc_picks_firsts(number) != 0
        pool = SlabPool(capacity: self.chunkBytes, hasFirsts: hasFirsts)
        slab = pool.take(capacity: self.chunkBytes)
        findingCapacity = 2 * Int(RC_FINDINGS_PER_STEP)
        findings = .allocate(capacity: findingCapacity)
        scan.delimiter = dialect.scanDelimiter
        beginScan()
    }

    deinit {
        findings.deallocate()
    }

    /// Where the next bytes go; never empty after ``Step/needsBytes``. Valid until the next call of a
    /// mutating member.
    public var freeSpace: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(
            start: slab.bytes + filledBytes, count: inputEnded ? 0 : slab.capacity - filledBytes)
    }

    /// Lends ``freeSpace`` to `body` and takes what it has put there.
    ///
    /// - Parameter body: fills the front of the space and returns the number of bytes; 0 is the end.
    public mutating func withFreeSpace<Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        filled(try body(freeSpace))
    }

    /// Says that `count` bytes have been put into ``freeSpace``; 0 says that the input has ended.
    public mutating func filled(_ count: Int) {
        if count <= 0 {
            inputEnded = true
        } else {
            filledBytes += min(count, freeSpace.count)
        }
    }

    /// Says that no more bytes come because the input is damaged here. The records that are whole are
    /// still delivered; what follows them is cut off by the damage and left out, its findings too.
    public mutating func breakOff() {
        inputEnded = true
        brokeOff = true
    }

    /// The next step. A chunk is cut when the slab is full or the input has ended.
    public mutating func next() -> Step {
        while !ended {
            if !inputEnded, filledBytes < slab.capacity { return .needsBytes }
            if !began {
                began = true
                skipBOM()
                continue
            }
            if let chunk = drop == nil ? cut() : dropOn() { return .chunk(chunk) }
        }
        return .end
    }

    private mutating func skipBOM() {
        let bytes = slab.bytes
        guard filledBytes >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF else { return }
        hasBOM = true
        filledBytes -= 3
        bytes.update(from: bytes + 3, count: filledBytes)
        start.byte = 3
    }
}

// MARK: - Scanning

extension ChunkCutter {
    /// Puts the scan at the slab's first byte.
    mutating func beginScan() {
        rc_scan_begin(&scan)
        pointScanAtSlab()
        checkpoint = scan
        checkedBytes = 0
    }

    mutating func pointScanAtSlab() {
        scan.bytes = UnsafePointer(slab.bytes)
        scan.ends = slab.ends
        scan.record_ends = slab.recordEnds
        scan.attention = slab.attention
        scan.escapes = slab.escapes
        scan.firsts = slab.firsts
        scan.findings = findings
        scan.finding_capacity = UInt32(truncatingIfNeeded: findingCapacity)
    }

    /// How far the slab can be scanned: a CR at its end waits for the byte that may be its LF.
    var scanLimit: Int {
        let waits = !inputEnded && filledBytes > 0 && slab.bytes[filledBytes - 1] == 0x0D
        return waits ? filledBytes - 1 : filledBytes
    }

    /// Scans up to `limit`. Blocks already scanned whole are not scanned again.
    mutating func scan(to limit: Int) {
        let limit = UInt32(truncatingIfNeeded: limit)
        scan = checkpoint
        pointScanAtSlab()
        run(from: checkedBytes, to: limit & ~63)
        checkpoint = scan
        checkedBytes = limit & ~63
        run(from: checkedBytes, to: limit)
    }

    private mutating func run(from: UInt32, to: UInt32) {
        var position = from
        while position < to {
            position = rc_scan_run(&scan, kernel, position, to)
            if position < to { growFindings() }
        }
    }

    mutating func growFindings() {
        let grown = UnsafeMutablePointer<rc_finding>.allocate(capacity: 2 * findingCapacity)
        grown.update(from: findings, count: Int(scan.finding_count))
        findings.deallocate()
        findings = grown
        findingCapacity *= 2
        scan.findings = findings
        scan.finding_capacity = UInt32(truncatingIfNeeded: findingCapacity)
    }

    /// Ends the last record at the end of the input.
    mutating func finishScan() {
        if scan.finding_capacity - scan.finding_count < UInt32(RC_FINDINGS_PER_STEP) { growFindings() }
        rc_scan_finish(&scan, UInt32(truncatingIfNeeded: filledBytes))
    }
}

// MARK: - Cutting

extension ChunkCutter {
    /// Scans the slab and cuts off its whole records, or makes room where there are none.
    private mutating func cut() -> RecordChunk? {
        let limit = scanLimit
        scan(to: limit)
        if inputEnded {
            ended = true
            if brokeOff {
                let stop = stopOfWholeRecords(limit)
                return stop == 0 ? nil : chunk(upTo: stop)
            }
            if filledBytes == 0 { return nil }
            finishScan()
            return chunk(upTo: filledBytes)
        }
        let stop = stopOfWholeRecords(limit)
        if stop > 0 {
            let old = slab
            let chunk = chunk(upTo: stop)
            takeRest(of: old, from: stop)
            return chunk
        }
        if filledBytes > limits.maxRecordBytes + 2 || Int(scan.end_count) > limits.maxFields {
            beginDrop(limit)
        } else {
            growSlab()
        }
        return nil
    }

    /// Where the last whole record ends, line ends and empty lines after it included.
    private func stopOfWholeRecords(_ limit: Int) -> Int {
        let records = Int(scan.record_count)
        var stop = records == 0 ? 0 : Int(slab.ends[Int(slab.recordEnds[records - 1]) - 1]) + 1
        while stop < limit, slab.bytes[stop] == 0x0A || slab.bytes[stop] == 0x0D { stop += 1 }
        return stop
    }

    /// The chunk of the slab's bytes up to `stop`; moves `start` to the byte after.
    private mutating func chunk(upTo stop: Int) -> RecordChunk {
        let records = Int(scan.record_count)
        let emptyLines = Int(scan.empty_lines)
        // The scan has seen more: the beginning of the next record, which has no line end of its own.
        let seen = max(stop, min(scanLimit, filledBytes))
        let later = Int(rc_count_lines(slab.bytes + stop, seen - stop))
        if scan.after_newline != 0, scan.after_cr != 0 { scan.line_endings |= UInt32(RC_CR) }
        let chunk = RecordChunk(
            slab: slab, pool: pool, recordCount: records, start: start,
            byteRange: start.byte..<(start.byte + stop), emptyLines: emptyLines,
            findings: findings(before: stop, records: records),
            lineEndings: LineEndings(rawValue: scan.line_endings))
        let inner = Int(scan.inner_lines) - later
        start = Position(
            byte: start.byte + stop, line: start.line + records + emptyLines + inner,
            record: start.record + records, sheetRow: start.sheetRow + records + emptyLines)
        return chunk
    }

    /// Moves what is left of a slab that became a chunk into a fresh one.
    private mutating func takeRest(of old: Slab, from stop: Int) {
        let rest = filledBytes - stop
        var capacity = chunkBytes
        while rest > capacity / 2, capacity < largestSlab { capacity = min(capacity * 2, largestSlab) }
        slab = pool.take(capacity: capacity)
        slab.bytes.update(from: old.bytes + stop, count: rest)
        filledBytes = rest
        beginScan()
    }

    /// Room for the longest record and its line end.
    private var largestSlab: Int { max(chunkBytes, limits.maxRecordBytes + 4) }

    /// The record does not fit: twice the room, with all that has been scanned.
    private mutating func growSlab() {
        let old = slab
        slab = pool.take(capacity: min(old.capacity * 2, largestSlab))
        slab.bytes.update(from: old.bytes, count: filledBytes)
        slab.ends.update(from: old.ends, count: Int(checkpoint.end_count))
        slab.attention.update(from: old.attention, count: Int(checkedBytes) / 64)
        slab.escapes.update(from: old.escapes, count: Int(checkedBytes) / 64)
        if let firsts = old.firsts {
            slab.firsts?.update(from: firsts, count: Int(checkpoint.end_count) + 1)
        }
        pool.giveBack(old)
    }
}

internal import CScan

extension ChunkCutter {
    /// A record that exceeds a limit and is passed over, so that memory stays bounded. It keeps its
    /// number; its bytes and fields are not delivered.
    struct Drop {
        /// Bytes of the record that have left the slab.
        var bytes = 0
        /// Fields of it that have ended.
        var fields = 0
        /// Line ends inside its quotes.
        var innerLines = 0
        /// Where its first field over the limit begins.
        var fieldOverLimit: Position?
        /// The quote that is open where the slab ends, and its field's index.
        var openQuote: (position: Position, field: Int)?
        /// The scan's state at the slab's first byte.
        var state = UInt8(RC_FIELD_START)
    }

    /// The slab holds nothing but the beginning of a record that exceeds a limit, scanned up to `limit`.
    mutating func beginDrop(_ limit: Int) {
        drop = Drop()
        leaveBehind(limit)
    }

    /// Passes over more of the record; its end makes the chunk that stands for it.
    mutating func dropOn() -> RecordChunk? {
        let limit = scanLimit
        scan(to: limit)
        if scan.record_count > 0 {
            let end = Int(slab.ends[Int(slab.recordEnds[0]) - 1])
            return endDrop(at: end, findings: [])
        }
        if !inputEnded {
            leaveBehind(limit)
            return nil
        }
        ended = true
        if brokeOff { return nil }
        countFields(Int(scan.end_count))
        var unterminated: [Finding] = []
        if scan.isInsideQuotes, let open = drop?.openQuote {
            unterminated.append(
                Finding(
                    kind: .unterminatedQuote, byte: open.position.byte, record: start.record,
                    field: open.field))
        }
        drop?.fields += 1
        return endDrop(at: filledBytes, findings: unterminated)
    }

    /// Forgets the slab's bytes up to `limit`, all of the record, and goes on behind them.
    private mutating func leaveBehind(_ limit: Int) {
        countFields(Int(scan.end_count))
        drop?.bytes += limit
        drop?.innerLines += Int(scan.inner_lines)
        let state = scan
        let old = slab
        let rest = filledBytes - limit
        slab = pool.take(capacity: chunkBytes)
        slab.bytes.update(from: old.bytes + limit, count: rest)
        filledBytes = rest
        pool.giveBack(old)
        beginScan()
        checkpoint.state = state.state
        checkpoint.after_newline = 0
        checkpoint.after_cr = state.after_cr
        drop?.state = state.state
    }

    /// Takes note of the first `count` field ends in the slab, and of the quote that is still open.
    private mutating func countFields(_ count: Int) {
        guard var drop else { return }
        let offset = start.byte + drop.bytes
        let limit = UInt32(truncatingIfNeeded: scanLimit)
        // A quote at the slab's end may turn out to be the first half of a doubled one.
        let isOpen = scan.isInsideQuotes || Int32(scan.state) == Int32(RC_AFTER_QUOTE)
        let open = isOpen ? rc_last_open(&scan, drop.state, 0, limit) : limit
        if open < limit {
            let ends = UnsafeBufferPointer(start: slab.ends, count: count)
            let lines = Int(rc_count_lines(slab.bytes, Int(open)))
            drop.openQuote = (
                Position(
                    byte: offset + Int(open), line: start.line + drop.innerLines + lines,
                    record: start.record, sheetRow: start.sheetRow),
                drop.fields + ends.firstIndex(notBelow: open)
            )
        }
        let over = limits.maxFields - drop.fields
        if over > 0, over <= count {
            let begin = Int(slab.ends[over - 1]) + 1
            let lines = Int(rc_count_lines(slab.bytes, begin))
            drop.fieldOverLimit = Position(
                byte: offset + begin, line: start.line + drop.innerLines + lines,
                record: start.record, sheetRow: start.sheetRow)
        }
        drop.fields += count
        self.drop = drop
    }

    /// The record ends at `end` in the slab: makes its chunk and goes on normally behind it.
    private mutating func endDrop(at end: Int, findings: [Finding]) -> RecordChunk? {
        guard var drop else { return nil }
        var lineEndings = LineEndings()
        var stop = end
        if end < filledBytes {
            countFields(Int(slab.recordEnds[0]))
            drop = self.drop ?? drop
            drop.innerLines += Int(rc_count_lines(slab.bytes, end))
            let isPair = slab.bytes[end] == 0x0D && end + 1 < filledBytes && slab.bytes[end + 1] == 0x0A
            lineEndings = slab.bytes[end] == 0x0A ? .lf : isPair ? .crlf : .cr
            stop = end + (isPair ? 2 : 1)
        }
        self.drop = nil
        let length = drop.bytes + end
        let record = start.byte..<(start.byte + length)
        var found = findings
        if length > limits.maxRecordBytes {
            found.append(
                Finding(kind: .recordTooLong, byte: start.byte, record: start.record, field: 0))
        }
        if drop.fields > limits.maxFields, let over = drop.fieldOverLimit {
            found.append(
                Finding(
                    kind: .tooManyFields, byte: over.byte, record: start.record, field: limits.maxFields))
        }
        found.sort { $0.byte < $1.byte }
        let chunk = RecordChunk(
            slab: standIn(), pool: pool, recordCount: 1, start: start,
            byteRange: start.byte..<(start.byte + drop.bytes + stop), emptyLines: 0, findings: found,
            lineEndings: lineEndings, dropped: record,
            droppedPlaces: [drop.fieldOverLimit, drop.openQuote?.position].compactMap(\.self))
        start = Position(
            byte: start.byte + drop.bytes + stop, line: start.line + drop.innerLines + 1,
            record: start.record + 1, sheetRow: start.sheetRow + 1)
        filledBytes -= stop
        slab.bytes.update(from: slab.bytes + stop, count: filledBytes)
        beginScan()
        return chunk
    }

    /// A slab that reads as one empty record.
    private func standIn() -> Slab {
        let slab = Slab(capacity: 64)
        slab.bytes.initialize(repeating: 0x2C, count: 64)
        slab.ends[0] = 0
        slab.recordEnds[0] = 1
        slab.attention.initialize(repeating: 0, count: 4)
        slab.escapes.initialize(repeating: 0, count: 4)
        return slab
    }
}

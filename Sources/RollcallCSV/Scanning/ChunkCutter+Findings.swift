internal import CScan

extension ChunkCutter {
    /// The findings of the slab's whole records, those of the scan and those of the limits, in order.
    mutating func findings(before stop: Int, records: Int) -> [Finding] {
        var found = overLimits(stop, records: records)
        let oversized = Set(found.map(\.record))
        for index in 0..<Int(scan.finding_count) {
            let raw = findings[index]
            guard Int(raw.position) < stop, let kind = Finding.Kind(scanned: raw.kind) else { continue }
            let finding = place(kind, Int(raw.position), records: records)
            // As where such a record is not kept: what is in it is not told.
            if !oversized.contains(finding.record) { found.append(finding) }
        }
        if ended, !brokeOff, scan.isInsideQuotes { found.append(unterminated(records)) }
        if found.count > 1 { found.sort { ($0.record, $0.byte) < ($1.record, $1.byte) } }
        return found
    }

    /// The quote that the end of the input leaves open, in the last record.
    private mutating func unterminated(_ records: Int) -> Finding {
        let ends = records < 2 ? 0 : Int(slab.recordEnds[records - 2])
        let first = ends == 0 ? 0 : slab.ends[ends - 1] + 1
        let end = UInt32(truncatingIfNeeded: filledBytes)
        let open = rc_last_open(&scan, UInt8(RC_FIELD_START), first, end)
        return place(.unterminatedQuote, Int(open), records: records)
    }

    /// Works out record and field of a byte of the slab.
    private func place(_ kind: Finding.Kind, _ offset: Int, records: Int) -> Finding {
        // Its field is the one that the first end at or after it closes.
        let ends = UnsafeBufferPointer(start: slab.ends, count: Int(scan.end_count))
        let entry = ends.firstIndex(notBelow: UInt32(truncatingIfNeeded: offset))
        let recordEnds = UnsafeBufferPointer(start: slab.recordEnds, count: records)
        let record = recordEnds.firstIndex(notBelow: UInt32(truncatingIfNeeded: entry + 1))
        let first = record == 0 ? 0 : Int(recordEnds[record - 1])
        return Finding(
            kind: kind, byte: start.byte + offset, record: start.record + record,
            field: entry - first)
    }

    /// Records that exceed a limit though the slab has room for them.
    private func overLimits(_ stop: Int, records: Int) -> [Finding] {
        guard stop > limits.maxRecordBytes || Int(scan.end_count) > limits.maxFields else { return [] }
        var found: [Finding] = []
        var first = 0
        var offset = 0
        for record in 0..<records {
            let last = Int(slab.recordEnds[record])
            while slab.bytes[offset] == 0x0A || slab.bytes[offset] == 0x0D { offset += 1 }
            let end = Int(slab.ends[last - 1])
            let number = start.record + record
            if end - offset > limits.maxRecordBytes {
                found.append(
                    Finding(
                        kind: .recordTooLong, byte: start.byte + offset, record: number, field: 0))
            }
            if last - first > limits.maxFields {
                let over = Int(slab.ends[first + limits.maxFields - 1]) + 1
                found.append(
                    Finding(
                        kind: .tooManyFields, byte: start.byte + over, record: number,
                        field: limits.maxFields))
            }
            first = last
            offset = end + 1
        }
        return found
    }
}

extension Finding.Kind {
    init?(scanned number: UInt32) {
        switch Int(number) {
        case Int(RC_STRAY_QUOTE): self = .strayQuote
        case Int(RC_TEXT_AFTER_QUOTE): self = .textAfterQuote
        case Int(RC_INVALID_UTF8): self = .invalidUTF8
        default: return nil
        }
    }
}

extension rc_scan {
    var isInsideQuotes: Bool { Int32(state) == Int32(RC_QUOTED) }
}

extension UnsafeBufferPointer<UInt32> {
    /// The index of the first element that is not below `value`; the elements ascend.
    func firstIndex(notBelow value: UInt32) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

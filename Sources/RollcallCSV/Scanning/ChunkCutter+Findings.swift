internal import CScan

extension ChunkCutter {
    /// The findings of the slab's whole records, those of the scan and those of the limits, in order.
    mutating func findings(before stop: Int, records: Int) -> [Finding] {
        var found = overLimits(stop, records: records)
        let oversized = Set(found.map(\.record))
        sortScanned()
        var place = Place(slab: slab, fields: Int(scan.end_count), records: records)
        for index in 0..<Int(scan.finding_count) {
            let raw = findings[index]
            guard Int(raw.position) < stop, let kind = Finding.Kind(scanned: raw.kind) else { continue }
            place.advance(to: raw.position)
            // As where such a record is not kept: what is in it is not told.
            if oversized.contains(start.record + place.record) { continue }
            found.append(finding(kind, raw.position, place))
        }
        let isCutOff = ended && !brokeOff && scan.isInsideQuotes
        if isCutOff { found.append(unterminated(records)) }
        if isCutOff || !oversized.isEmpty {
            found.sort { ($0.record, $0.byte) < ($1.record, $1.byte) }
        }
        return found
    }

    /// Puts the scan's findings in order; they are but for those of UTF-8, which the scan looks at later.
    private func sortScanned() {
        var raw = UnsafeMutableBufferPointer(start: findings, count: Int(scan.finding_count))
        let isSorted = zip(raw, raw.dropFirst()).allSatisfy { $0.position <= $1.position }
        if !isSorted { raw.sort { ($0.position, $0.kind) < ($1.position, $1.kind) } }
    }

    /// The quote that the end of the input leaves open, in the last record.
    private mutating func unterminated(_ records: Int) -> Finding {
        let ends = records < 2 ? 0 : Int(slab.recordEnds[records - 2])
        let first = ends == 0 ? 0 : slab.ends[ends - 1] + 1
        let end = UInt32(truncatingIfNeeded: filledBytes)
        let open = rc_last_open(&scan, UInt8(RC_FIELD_START), first, end)
        var place = Place(slab: slab, fields: Int(scan.end_count), records: records)
        place.advance(to: open)
        return finding(.unterminatedQuote, open, place)
    }

    private func finding(_ kind: Finding.Kind, _ position: UInt32, _ place: Place) -> Finding {
        Finding(
            kind: kind, byte: start.byte + Int(position), record: start.record + place.record,
            field: place.field)
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

/// The record and field of a byte in a slab, found by going forward from the last one asked for.
private struct Place {
    private let slab: Slab
    private let fields: Int
    private let records: Int
    /// Records that end before.
    private(set) var record = 0
    /// Entries of the slab's ends that lie before.
    private var entry = 0

    init(slab: Slab, fields: Int, records: Int) {
        self.slab = slab
        self.fields = fields
        self.records = records
    }

    /// Index of the field in its record.
    var field: Int { entry - (record == 0 ? 0 : Int(slab.recordEnds[record - 1])) }

    /// Goes to a byte that belongs to a whole record and is not before the last one.
    mutating func advance(to position: UInt32) {
        // Its field is the one that the first end at or after it closes.
        while entry < fields, slab.ends[entry] < position { entry += 1 }
        while record + 1 < records, slab.recordEnds[record] <= entry { record += 1 }
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

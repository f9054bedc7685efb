internal import IdentifyMessages

extension SpaceWriter {
    /// Messages that are read together: their profiles stay in the processor's cache.
    private static let groupMessages = 4_096

    /// Applies what several callers received, in order, and remembers each message by its ID.
    ///
    /// - Returns: for each caller, what became of each of its messages.
    func receive(_ calls: [ReceivedMessages], now: Int) throws(SpaceError) -> [[MessageVerdict]] {
        var arrivals = Arrivals(nextMark: try log.nextMark())
        var verdicts: [[MessageVerdict]] = []
        defer { sources.clear() }
        var next = 0
        while next < calls.count {
            var last = next
            var count = calls[next].buffer.ends.count
            while last + 1 < calls.count, count + calls[last + 1].buffer.ends.count <= Self.groupMessages {
                last += 1
                count += calls[last].buffer.ends.count
            }
            verdicts += try receive(group: Array(calls[next...last]), &arrivals, now: now)
            next = last + 1
        }
        try arrivals.close(into: log)
        try sources.flush()
        return verdicts
    }

    private func receive(
        group: [ReceivedMessages], _ arrivals: inout Arrivals, now: Int
    ) throws(SpaceError) -> [[MessageVerdict]] {
        defer { received.empty() }
        var verdicts: [MessageVerdict] = []
        var shown: [(type: String, name: [UInt8])] = []
        for call in group {
            let source = try sources.run(ofSource: call.source, at: call.receivedAt)
            for message in call.buffer.ends.indices {
                let index = verdicts.count
                if let code = call.discards[message] {
                    let fields = call.buffer.withBytes { received.look($0, call.buffer.byteRange(ofMessage: message)) }
                    verdicts.append(.rejected(code))
                    shown.append(fields)
                    continue
                }
                let verdict = try call.buffer.withBytes { (text) throws(SpaceError) in
                    try take(
                        text, call.buffer.byteRange(ofMessage: message), index, of: call, source,
                        &arrivals)
                }
                verdicts.append(verdict)
                shown.append(received.lastLook)
            }
        }
        var profiles = [Int?](repeating: nil, count: verdicts.count)
        try apply(received, now: now) { profiles[$0] = $1 }
        for rejection in received.rejections { verdicts[rejection.message] = .rejected(rejection.reason) }
        return try note(group, verdicts, shown, profiles)
    }

    /// Takes in one message unless its ID is known.
    private func take(
        _ text: Bytes, _ range: Range<Int>, _ index: Int, of call: ReceivedMessages, _ source: Int,
        _ arrivals: inout Arrivals
    ) throws(SpaceError) -> MessageVerdict {
        let isMessage = received.parse(text, range, index)
        received.remember(text)
        // What is no message is among the rejections.
        guard isMessage else { return .filtered }
        let id = received.fields.messageID.isString
            ? received.content(of: received.fields.messageID, text) : Bytes(start: nil, count: 0)
        if let row = RunMessageID(id) {
            let run = try log.number(
                of: SpaceRun(id: row.run, startedAt: call.receivedAt, source: call.source))
            if try arrivals.holds(row, of: run, in: log) { return .duplicate }
            try log.markAsReceived(run)
            let mark = try arrivals.take(row, of: run, at: call.receivedAt, into: log)
            received.take(text, index, mark: mark, time: call.receivedAt)
            return .stored
        }
        if !id.isEmpty, try sources.isKnown(id) { return .duplicate }
        let mark = try arrivals.take(outsideOfRuns: source, at: call.receivedAt, into: log)
        if !id.isEmpty { try sources.remember(id, mark: mark) }
        received.take(text, index, mark: mark, time: call.receivedAt)
        return .stored
    }

    /// Cuts the verdicts into those of the callers and notes each.
    private func note(
        _ group: [ReceivedMessages], _ verdicts: [MessageVerdict],
        _ shown: [(type: String, name: [UInt8])], _ profiles: [Int?]
    ) throws(SpaceError) -> [[MessageVerdict]] {
        var index = 0
        var result: [[MessageVerdict]] = []
        for call in group {
            let source = try sources.number(ofSource: call.source, at: call.receivedAt)
            let first = index
            call.buffer.withBytes { text in
                for message in call.buffer.ends.indices {
                    sources.note(
                        Bytes(rebasing: text[call.buffer.byteRange(ofMessage: message)]),
                        type: shown[index].type, name: shown[index].name, verdicts[index],
                        profile: profiles[index], source: source, receivedAt: call.receivedAt)
                    index += 1
                }
            }
            result.append(Array(verdicts[first..<index]))
        }
        return result
    }
}

/// The marks of messages as they come, kept as ranges: of the rows of a run, or of a source.
struct Arrivals {
    private struct Range {
        var run: Int
        /// 0: no rows; then the first row is the first mark.
        var file: Int
        var firstRow: Int
        var firstMark: Int
        var count: Int
        var receivedAt: Int
    }

    private var nextMark: Int
    private var open: Range?

    init(nextMark: Int) { self.nextMark = nextMark }

    /// Whether a row of a run is in the space already.
    func holds(_ row: RunMessageID, of run: Int, in log: SpaceLog) throws(SpaceError) -> Bool {
        if let open, open.run == run, open.file == row.file,
            (open.firstRow..<open.firstRow + open.count).contains(row.row)
        {
            return true
        }
        let range = RowRange(file: row.file, first: row.row, last: row.row)
        return try !log.received(range, run: run).isEmpty
    }

    mutating func take(
        _ row: RunMessageID, of run: Int, at time: Int, into log: SpaceLog
    ) throws(SpaceError) -> Int {
        try take(run: run, file: row.file, row: row.row, at: time, into: log)
    }

    mutating func take(
        outsideOfRuns source: Int, at time: Int, into log: SpaceLog
    ) throws(SpaceError) -> Int {
        try take(run: source, file: 0, row: nextMark, at: time, into: log)
    }

    private mutating func take(
        run: Int, file: Int, row: Int, at time: Int, into log: SpaceLog
    ) throws(SpaceError) -> Int {
        let mark = nextMark
        nextMark += 1
        if let last = open, last.run == run, last.file == file, last.firstRow + last.count == row,
            last.receivedAt == time
        {
            open?.count += 1
            return mark
        }
        try close(into: log)
        open = Range(
            run: run, file: file, firstRow: row, firstMark: mark, count: 1, receivedAt: time)
        return mark
    }

    /// Stores the range that is being filled.
    mutating func close(into log: SpaceLog) throws(SpaceError) {
        guard let last = open else { return }
        open = nil
        try log.arrive(
            RowRange(file: last.file, first: last.firstRow, last: last.firstRow + last.count - 1),
            firstMark: last.firstMark, run: last.run, at: last.receivedAt)
    }
}

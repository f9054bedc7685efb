internal import IdentifyMessages

/// Which of a chunk's rows go out, and the rows that are read back.
extension SendingPass {
    /// Rows that have no need to go: receipted before, or saying what was delivered before.
    ///
    /// - Parameter marks: of every row with a message, where `--only-changed` asks for them.
    /// - Returns: empty where all of them go.
    mutating func rowsDone(
        _ messages: MessageBuffer, _ marks: [RowMark], file: Int
    ) throws(ImportError) -> Set<Int> {
        guard let first = messages.rows.first, let last = messages.rows.last else { return [] }
        let receipted = sender.journal.receipted
        let hasReceipted = receipted.intersects(first...last, file: file)
        guard let changes = run.changes else {
            guard hasReceipted else { return [] }
            return Set(messages.rows.filter { receipted.contains(row: $0, file: file) })
        }
        var done: Set<Int> = []
        do throws(SystemError) {
            for mark in marks {
                if hasReceipted, receipted.contains(row: mark.row, file: file) {
                    done.insert(mark.row)
                    // An earlier process may have ended between a receipt and the note of it.
                    if !refused.contains(mark.row) { try changes.noteReceipted(mark) }
                } else if try changes.isUnchanged(mark) {
                    done.insert(mark.row)
                    pass(over: mark.row, file: file)
                } else {
                    changes.take(mark, file: file)
                }
            }
        } catch {
            throw .system(error)
        }
        return done
    }

    private mutating func pass(over row: Int, file: Int) {
        run.noteSkipped(file: file)
        if let range = passed.last, range.file == file, range.last + 1 == row {
            passed[passed.count - 1].last = row
        } else {
            passed.append(RowRange(file: file, first: row, last: row))
        }
    }

    /// Packs messages and sends the batches that they fill; the first rows alone, where they are to
    /// be read back before the rest goes.
    mutating func add(_ messages: MessageBuffer, file: Int) async throws(ImportError) {
        var rest = messages
        if isCanaryOut {
            let rows = Set(messages.rows).sorted()
            let first = rows.prefix(canaryRows)
            canaryRows -= first.count
            if let end = first.last, let some = messages.keeping({ $0 <= end }) {
                for batch in packer.add(some, file: file) { try await send(batch) }
            }
            guard canaryRows == 0 else { return }
            if let batch = packer.finish() { try await send(batch) }
            try await readCanary()
            guard let end = first.last, let others = messages.keeping({ $0 > end }) else { return }
            rest = others
        }
        for batch in packer.add(rest, file: file) { try await send(batch) }
    }

    mutating func send(_ batch: Batch) async throws(ImportError) {
        run.changes?.cut(batch)
        if isCanaryOut { canary.observe(batch) }
        sample?.observe(batch)
        let notes = BatchNotes(leftOut: run.leftOut, skipped: run.skipped)
        try await sender.send(batch, notes, passed: passed)
        passed = []
    }

    /// Reads the first rows back before the rest goes.
    ///
    /// - Throws: `notConfirmed` where they are not there as they were sent.
    mutating func readCanary() async throws(ImportError) {
        isCanaryOut = false
        guard let readBack, !canary.drawn.isEmpty else { return }
        try await sender.settle()
        let result = try await read(canary.drawn, readBack, isCanary: true)
        guard result.isConfirmed else {
            throw ImportError(
                .notConfirmed,
                detail: "of the first \(result.people) people \(result.missing) are not in "
                    + "\(result.place) and \(result.different) differ from what was sent; the other "
                    + "rows were not sent")
        }
        run.events.notice(.canaryConfirmed(result))
    }

    /// Reads the drawn people back when everything has been sent.
    func readSample() async throws(ImportError) {
        guard let readBack, let sample else { return }
        try await sender.settle()
        run.take(try await read(sample.drawn, readBack, isCanary: false))
    }

    private func read(
        _ people: [PeopleSample.Person], _ readBack: ReadBack, isCanary: Bool
    ) async throws(ImportError) -> ReadBackResult {
        let rate = readBack.rate ?? 0
        run.events.notice(
            .readingBack(
                people: people.count,
                leastTime: rate > 0 ? .seconds(Double(people.count) / rate) : .zero,
                isCanary: isCanary))
        return try await readBack.compare(people)
    }
}

extension MessageBuffer {
    /// A copy with the messages of some rows; `nil` where there is none. Complexity: O(bytes).
    func keeping(_ isKept: (Int) -> Bool) -> MessageBuffer? {
        var kept: [UInt8] = []
        var ends: [Int] = []
        var rows: [Int] = []
        withBytes { all in
            for (message, row) in self.rows.enumerated() where isKept(row) {
                let start = message == 0 ? 0 : self.ends[message - 1]
                kept.append(
                    contentsOf: UnsafeRawBufferPointer(rebasing: all[start..<self.ends[message]]))
                ends.append(kept.count)
                rows.append(row)
            }
        }
        return rows.isEmpty ? nil : MessageBuffer(
            bytes: kept, ends: ends, rows: rows, separator: separator)
    }
}

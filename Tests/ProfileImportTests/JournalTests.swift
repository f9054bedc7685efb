import IdentifyMessages
import Testing

@testable import ProfileImport

/// Journals are written, torn and read again.
@Suite struct JournalTests {
    private func batch(_ number: Int, file: Int = 1, rows: ClosedRange<Int>) -> Batch {
        let bytes = rows.flatMap { _ in Array("{},".utf8) }
        let buffer = MessageBuffer(
            bytes: bytes, ends: rows.indices.enumerated().map { ($0.offset + 1) * 3 },
            rows: Array(rows))
        return Batch(
            number: number, slices: [.init(buffer: buffer, messages: 0..<rows.count)],
            messageCount: rows.count, byteCount: bytes.count + 11,
            rows: [RowRange(file: file, first: rows.lowerBound, last: rows.upperBound)])
    }

    private func written(in folder: TemporaryFolder) throws -> [UInt8] {
        var journal = try Journal(folder.path + "/journal")
        try journal.begin()
        try journal.note(batch(1, rows: 1...10), Receipt())
        try journal.note(
            batch(2, rows: 11...20),
            Receipt(rejections: [.init(message: 3, reason: "too \"old\"")]))
        try journal.flush()
        return try folder.read("journal")
    }

    @Test func whatWasNotedIsReadAgain() throws {
        let folder = try TemporaryFolder()
        _ = try written(in: folder)
        let journal = try Journal(folder.path + "/journal")
        #expect(journal.hasBegun)
        #expect(journal.lastBatch == 2)
        #expect(journal.receiptedRows == [1: 20])
        #expect(journal.rejections == [.init(file: 1, row: 14, reason: "too \"old\"")])
    }

    @Test func anEmptyJournalHasNotBegun() throws {
        let folder = try TemporaryFolder()
        var journal = try Journal(folder.path + "/journal")
        #expect(!journal.hasBegun)
        try journal.begin()
        #expect(try Journal(folder.path + "/journal").hasBegun)
        #expect(try Journal(folder.path + "/journal").receipted.isEmpty)
    }

    @Test func aTailThatWasTornAtAnyByteIsCutOffAndWrittenAnew() throws {
        let folder = try TemporaryFolder()
        let whole = try written(in: folder)
        let ends = whole.indices.filter { whole[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
        for cut in 0...whole.count {
            let path = try folder.write("torn", Array(whole[..<cut]))
            var journal = try Journal(path)
            let entries = ends.count { $0 <= cut }
            #expect(journal.receiptedRows[1] ?? 0 == [0, 0, 10, 20][entries], "cut at \(cut)")
            try journal.note(batch(3, rows: 21...30), Receipt())
            try journal.flush()
            #expect(
                try Journal(path).receiptedRows[1] == [10, 10, 20, 30][entries],
                "cut at \(cut)")
        }
    }

    @Test func zerosBehindTheLastEntryAreATornTail() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "torn", written(in: folder) + [UInt8](repeating: 0, count: 600))
        #expect(try Journal(path).receiptedRows == [1: 20])
    }

    @Test func aChangedByteBeforeTheEndIsDamage() throws {
        let folder = try TemporaryFolder()
        var bytes = try written(in: folder)
        let second = try #require(bytes.firstIndex(of: UInt8(ascii: "\n"))) + 12
        bytes[second] ^= 1
        let path = try folder.write("damaged", bytes)
        let error = #expect(throws: ImportError.self) { try Journal(path) }
        #expect(error?.code == .unreadableRun)
    }

    @Test func messagesOfABatchAcrossFilesAreTracedToTheirRows() {
        let first = batch(1, file: 1, rows: 8...9)
        let second = batch(1, file: 2, rows: 1...3)
        let both = Batch(
            number: 1, slices: first.slices + second.slices, messageCount: 5, byteCount: 0,
            rows: first.rows + second.rows)
        let rows = both.messageRows([0, 1, 2, 4, 5])
        #expect(rows.map(\.file) == [1, 1, 2, 2])
        #expect(rows.map(\.row) == [8, 9, 1, 3])
    }
}

@Suite struct RowSetTests {
    private func check(
        _ ranges: [ClosedRange<Int>], has rows: [Int], lacks others: [Int],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for order in [ranges, ranges.reversed()] {
            var set = RowSet()
            for range in order {
                set.insert(RowRange(file: 1, first: range.lowerBound, last: range.upperBound))
            }
            #expect(
                set.count(inFile: 1) == Set(ranges.joined()).count, sourceLocation: sourceLocation)
            for row in rows {
                #expect(set.contains(row: row, file: 1), "\(row)", sourceLocation: sourceLocation)
            }
            for row in others {
                #expect(!set.contains(row: row, file: 1), "\(row)", sourceLocation: sourceLocation)
            }
            #expect(!set.contains(row: 1, file: 2), sourceLocation: sourceLocation)
        }
    }

    @Test func rangesMergeInAnyOrder() {
        check([], has: [], lacks: [1])
        check([1...10], has: [1, 10], lacks: [0, 11])
        check([1...10, 11...20], has: [1, 10, 11, 20], lacks: [21])
        check([1...3, 7...9, 5...5], has: [1, 3, 5, 7, 9], lacks: [4, 6, 10])
        check([1...3, 7...9, 4...6], has: [1, 5, 9], lacks: [10])
        check([5...6, 1...20, 8...9], has: [1, 20], lacks: [21])
    }
}

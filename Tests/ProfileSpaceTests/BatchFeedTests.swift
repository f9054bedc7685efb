import IdentifyMessages
import IdentityResolution
import Testing

@testable import ProfileSpace

/// Goal: pieces come whole and in order, and a failure leaves the feed fit for the next batch.
@Suite struct BatchFeedTests {
    private func feed() -> BatchFeed {
        let rules = IdentityRules.defaults
        let hashes = rules.rules.map { IdentifierHash(1, 2).forType(Array($0.type.utf8)) }
        return BatchFeed { BatchContent(rules, hashes: hashes) }
    }

    private func rows(_ batch: Batch, received: [RowRange] = []) throws -> BatchRows {
        try BatchRows(batch.rows, nextMark: 1) { (_) throws(SpaceError) in received }
    }

    private func batch(_ count: Int) -> Batch {
        SpaceHarness.batch((1...count).map { #"{"userId":"u\#($0)"}"# })
    }

    @Test(arguments: [1, 4_095, 4_096, 4_097, 20_000]) func piecesAreWholeAndInOrder(count: Int) throws {
        let feed = feed()
        let batch = batch(count)
        for _ in 1...2 {
            var marks: [Int] = []
            var sizes: [Int] = []
            try feed.forEachPiece(of: batch, rows(batch), defaultTime: 0) {
                (content) throws(SpaceError) in
                marks += content.messages.map(\.mark)
                sizes.append(content.messages.count)
            }
            #expect(marks == Array(1...count))
            #expect(sizes.dropLast().allSatisfy { $0 == BatchFeed.pieceMessages })
        }
    }

    @Test func aFailureEndsTheBatchAndNotTheFeed() throws {
        let feed = feed()
        let batch = batch(30_000)
        for failing in 1...7 {
            var seen = 0
            #expect(throws: SpaceError(.io, detail: "\(failing)")) {
                try feed.forEachPiece(of: batch, rows(batch), defaultTime: 0) {
                    (_) throws(SpaceError) in
                    seen += 1
                    if seen == failing { throw SpaceError(.io, detail: "\(failing)") }
                }
            }
            #expect(seen == failing)
        }
        var messages = 0
        try feed.forEachPiece(of: batch, rows(batch), defaultTime: 0) { (content) throws(SpaceError) in
            messages += content.messages.count
        }
        #expect(messages == 30_000)
    }

    @Test func rowsThatWereReceivedAreSkippedWhereverTheyLie() throws {
        let batch = batch(100)
        let received = [
            RowRange(file: 1, first: 1, last: 3), RowRange(file: 1, first: 50, last: 50),
            RowRange(file: 1, first: 99, last: 120),
        ]
        var marks: [Int] = []
        let rows = try rows(batch, received: received)
        try feed().forEachPiece(of: batch, rows, defaultTime: 0) { (content) throws(SpaceError) in
            marks += content.messages.map(\.mark)
        }
        #expect(marks == Array(1...94))
        #expect(rows.fresh.map(\.range) == [
            RowRange(file: 1, first: 4, last: 49), RowRange(file: 1, first: 51, last: 98),
        ])
        #expect(rows.fresh.map(\.firstMark) == [1, 47])
    }

    /// Gaps, parts of one row, and several files in one batch.
    @Test func marksFollowRowsAndFiles() throws {
        let ranges = [
            RowRange(file: 1, first: 1, last: 2), RowRange(file: 1, first: 5, last: 5),
            RowRange(file: 2, first: 1, last: 3),
        ]
        var rows = try BatchRows(ranges, nextMark: 10) { (_) throws(SpaceError) in [] }
        let marks = [1, 1, 2, 5, 5, 1, 2, 2, 3].map { rows.mark(ofRow: $0) }
        #expect(marks == [10, 10, 11, 12, 12, 13, 14, 14, 15])
        #expect(rows.nextMark == 16)
    }
}

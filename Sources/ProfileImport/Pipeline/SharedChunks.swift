internal import RollcallCSV
internal import Synchronization

/// The chunks of one reader, numbered, for several tasks that take them in turn.
final class SharedChunks: @unchecked Sendable {
    // `@unchecked Sendable`: `turn` admits one task at a time to everything else.

    /// A chunk and its place in the input, 0-based.
    struct Taken {
        var number: Int
        var chunk: RecordChunk
        /// As ``ChunkReader/inputBytes`` had them when it was cut.
        var inputBytes: Int
        /// Whether nobody gets a further chunk before ``SharedChunks/goOn()`` is called.
        var holdsTurn: Bool
    }

    private struct Hold {
        var isHeld = false
        var isClosed = false
    }

    private let turn = Turn()
    private let hold = Mutex(Hold())
    private let reader: ChunkReader
    private var taken = 0
    private var isAtEnd = false

    init(_ reader: ChunkReader) { self.reader = reader }

    /// The next chunk; `nil` after the last, and once closed.
    func next() async throws -> Taken? {
        await turn.take()
        var isHeld = false
        defer { if !isHeld { turn.give() } }
        guard !isAtEnd, !hold.withLock({ $0.isClosed }), let chunk = try await reader.next() else {
            isAtEnd = true
            return nil
        }
        taken += 1
        isHeld = chunk.isHeavy && keepTurn()
        return Taken(
            number: taken - 1, chunk: chunk, inputBytes: reader.inputBytes, holdsTurn: isHeld)
    }

    /// Lets the reading go on behind a chunk that holds the turn, once nothing of it is needed.
    func goOn() { release { $0.isHeld = false } }

    /// Lets nobody wait any more: whoever has, takes or waits for the turn gives it on.
    func close() {
        release {
            $0.isHeld = false
            $0.isClosed = true
        }
    }

    private func keepTurn() -> Bool {
        hold.withLock { hold in
            hold.isHeld = !hold.isClosed
            return hold.isHeld
        }
    }

    private func release(_ change: (inout Hold) -> Void) {
        let wasHeld = hold.withLock { hold in
            defer { change(&hold) }
            return hold.isHeld
        }
        if wasHeld { turn.give() }
    }
}

extension RecordChunk {
    /// Whether it, or what is made of it, takes so many megabytes that it should be alone in memory:
    /// huge records, or the worst of rows by the ten thousand.
    fileprivate var isHeavy: Bool {
        byteRange.count > 2 << 20 || recordCount > 1 << 15 || findings.count > 1 << 12
    }
}

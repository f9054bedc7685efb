internal import Foundation
internal import IdentifyMessages
internal import Synchronization

/// Reads a batch piece by piece, on a thread of its own, while the piece before is being applied.
///
/// Pieces are small enough for their identifiers and profiles to stay in the processor's cache, which is
/// worth more than the second thread.
final class BatchFeed {
    /// Messages of a piece.
    static let pieceMessages = 4_096

    private let contents: [BatchContent]
    private let queue = DispatchQueue(label: "rollcall.space.feed")

    /// - Parameter makeContent: makes one of the two contents that take turns.
    init(_ makeContent: () -> BatchContent) {
        contents = [makeContent(), makeContent()]
    }

    /// Hands every piece to `use`, in order. What `use` throws ends it.
    func forEachPiece(
        of batch: Batch, _ rows: BatchRows, defaultTime: Int,
        _ use: (BatchContent) throws(SpaceError) -> Void
    ) throws(SpaceError) {
        let pieces = BatchPiece.cut(batch, maxMessages: Self.pieceMessages)
        let reading = Reading(contents, pieces, rows, defaultTime: defaultTime)
        if pieces.count < 2 {
            reading.run()
        } else {
            queue.async { reading.run() }
        }
        // Whatever happens, the reader has let go of the contents before anyone uses them again.
        defer { reading.stop() }
        for index in pieces.indices {
            let content = reading.wait(for: index)
            defer {
                content.empty()
                reading.release()
            }
            try use(content)
        }
    }
}

/// One batch being read.
private final class Reading: @unchecked Sendable {
    // `@unchecked Sendable`: a content belongs to the reader until `ready` is signalled for its piece and
    // from `release` on; all else is constant or used by the reader alone.
    private let contents: [BatchContent]
    private let pieces: [BatchPiece]
    private var rows: BatchRows
    private let defaultTime: Int
    private let free: DispatchSemaphore
    private let ready = DispatchSemaphore(value: 0)
    private let finished = DispatchSemaphore(value: 0)
    private let isStopped = Atomic(false)

    init(_ contents: [BatchContent], _ pieces: [BatchPiece], _ rows: BatchRows, defaultTime: Int) {
        self.contents = contents
        self.pieces = pieces
        self.rows = rows
        self.defaultTime = defaultTime
        // A semaphore must not end below the value that it began with, so it begins with none.
        free = DispatchSemaphore(value: 0)
        for _ in contents { free.signal() }
    }

    func run() {
        for (index, piece) in pieces.enumerated() {
            free.wait()
            if isStopped.load(ordering: .acquiring) { break }
            contents[index % contents.count].read(piece, &rows, defaultTime: defaultTime)
            ready.signal()
        }
        finished.signal()
    }

    /// Waits until a piece is read. Asked in order.
    func wait(for index: Int) -> BatchContent {
        ready.wait()
        return contents[index % contents.count]
    }

    func release() { free.signal() }

    /// Lets the reader end, waits for it and empties what it read for nobody.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        free.signal()
        finished.wait()
        for content in contents { content.empty() }
    }
}

/// Consecutive messages of a batch.
struct BatchPiece: Sendable {
    var slices: [Batch.Slice]
    /// Index of the first message in the batch.
    var firstMessage: Int

    /// Cuts a batch; messages keep their order.
    static func cut(_ batch: Batch, maxMessages: Int) -> [BatchPiece] {
        var pieces: [BatchPiece] = []
        var piece = BatchPiece(slices: [], firstMessage: 0)
        var taken = 0
        var index = 0
        for slice in batch.slices {
            var rest = slice.messages
            while !rest.isEmpty {
                let part = rest.prefix(maxMessages - taken)
                piece.slices.append(.init(buffer: slice.buffer, messages: part))
                rest.removeFirst(part.count)
                taken += part.count
                index += part.count
                if taken == maxMessages {
                    pieces.append(piece)
                    piece = BatchPiece(slices: [], firstMessage: index)
                    taken = 0
                }
            }
        }
        if taken > 0 { pieces.append(piece) }
        return pieces
    }
}

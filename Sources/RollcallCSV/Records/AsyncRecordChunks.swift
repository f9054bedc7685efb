/// The chunks of a stream of bytes, in order: what a server uses to read an upload as it arrives.
///
/// ```swift
/// for try await chunk in body.recordChunks() {
///     var cursor = chunk.cursor()
///     while cursor.next() { … }
/// }
/// ```
///
/// It pulls: no more is asked of the stream than the next chunk needs, so a slow reader slows the sender.
public struct AsyncRecordChunks<Base: AsyncSequence>: AsyncSequence
where Base.Element: Sequence<UInt8> {
    public typealias Element = RecordChunk

    private let base: Base
    private let dialect: Dialect
    private let limits: ReadLimits
    private let chunkBytes: Int

    init(_ base: Base, dialect: Dialect, limits: ReadLimits, chunkBytes: Int) {
        self.base = base
        self.dialect = dialect
        self.limits = limits
        self.chunkBytes = chunkBytes
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(
            base.makeAsyncIterator(),
            cutter: CutterBox(ChunkCutter(dialect: dialect, limits: limits, chunkBytes: chunkBytes)))
    }

    /// Goes through the chunks once.
    public struct Iterator: AsyncIteratorProtocol {
        private var base: Base.AsyncIterator
        private let box: CutterBox
        private var rest: ArraySlice<UInt8> = []

        init(_ base: Base.AsyncIterator, cutter: CutterBox) {
            self.base = base
            box = cutter
        }

        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(Base.Failure) -> RecordChunk? {
            while true {
                switch box.cutter.next() {
                case .chunk(let chunk): return chunk
                case .end: return nil
                case .needsBytes:
                    while rest.isEmpty, let piece = try await base.next(isolation: actor) {
                        rest = ArraySlice(piece)
                    }
                    box.cutter.filled(rest.move(to: box.cutter.freeSpace))
                }
            }
        }

        public mutating func next() async throws(Base.Failure) -> RecordChunk? {
            try await next(isolation: nil)
        }
    }
}

extension AsyncRecordChunks: Sendable where Base: Sendable {}

/// Holds a cutter for an iterator, which has to be copyable. Only one copy is ever used.
final class CutterBox {
    var cutter: ChunkCutter

    init(_ cutter: consuming ChunkCutter) {
        self.cutter = cutter
    }
}

extension AsyncSequence where Element: Sequence<UInt8> {
    /// Reads the bytes, in pieces of any size, as CSV.
    ///
    /// - Parameter chunkBytes: see ``ChunkCutter``.
    public func recordChunks(
        dialect: Dialect = Dialect(), limits: ReadLimits = ReadLimits(), chunkBytes: Int = 256 << 10
    ) -> AsyncRecordChunks<Self> {
        AsyncRecordChunks(self, dialect: dialect, limits: limits, chunkBytes: chunkBytes)
    }

    /// Reads the bytes, in pieces of any size, as records of strings.
    ///
    /// ```swift
    /// for try await record in body.records() { print(record) }
    /// ```
    ///
    /// - Throws (the loop): ``CSVError`` at the first malformed record, after those before it; and what
    ///   the stream itself throws.
    public func records(
        dialect: Dialect = Dialect(), limits: ReadLimits = ReadLimits()
    ) -> AsyncRecords<Self> {
        AsyncRecords(recordChunks(dialect: dialect, limits: limits))
    }
}

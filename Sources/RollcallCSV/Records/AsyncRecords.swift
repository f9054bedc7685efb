/// The records of a stream of bytes, each as strings. See ``Swift/AsyncSequence/records(dialect:limits:)``.
public struct AsyncRecords<Base: AsyncSequence>: AsyncSequence where Base.Element: Sequence<UInt8> {
    public typealias Element = [String]

    private let chunks: AsyncRecordChunks<Base>

    init(_ chunks: AsyncRecordChunks<Base>) {
        self.chunks = chunks
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(chunks: chunks.makeAsyncIterator())
    }

    /// Goes through the records once.
    public struct Iterator: AsyncIteratorProtocol {
        private var chunks: AsyncRecordChunks<Base>.Iterator
        private var records: ArraySlice<[String]> = []
        private var failure: CSVError?

        init(chunks: AsyncRecordChunks<Base>.Iterator) {
            self.chunks = chunks
        }

        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws -> [String]? {
            while records.isEmpty {
                if let failure { throw failure }
                guard let chunk = try await chunks.next(isolation: actor) else { return nil }
                take(chunk)
            }
            return records.popFirst()
        }

        public mutating func next() async throws -> [String]? {
            try await next(isolation: nil)
        }

        /// The records before the first malformed one can still be used.
        private mutating func take(_ chunk: RecordChunk) {
            records = chunk.strings()[...]
            guard let finding = chunk.findings.first(where: \.kind.isMalformation) else { return }
            failure = CSVError(finding, in: chunk)
            records = records.prefix(finding.record - chunk.firstRecord)
        }
    }
}

extension AsyncRecords: Sendable where Base: Sendable {}

internal import ByteSources

/// The bytes of an input, piece by piece.
struct InputBytes: AsyncSequence {
    typealias Element = [UInt8]

    /// What was read of it already.
    var head: [UInt8] = []
    let source: InputSource
    /// Its name in failures.
    let path: String

    func makeAsyncIterator() -> Iterator { Iterator(head: head, source: source, path: path) }

    struct Iterator: AsyncIteratorProtocol {
        var head: [UInt8]
        let source: InputSource
        let path: String
        private static let pieceBytes = 256 << 10

        init(head: [UInt8], source: InputSource, path: String) {
            self.head = head
            self.source = source
            self.path = path
        }

        mutating func next() async throws -> [UInt8]? {
            if !head.isEmpty {
                defer { head = [] }
                return head
            }
            let buffer = UnsafeMutableRawBufferPointer.allocate(
                byteCount: Self.pieceBytes, alignment: 64)
            defer { buffer.deallocate() }
            let count: Int
            do {
                count = try await source.read(into: buffer)
            } catch {
                throw readingFailure(error, path)
            }
            return count > 0 ? [UInt8](buffer[..<count]) : nil
        }
    }
}

/// Inside an iterator `Failure` is another type.
private func readingFailure(_ error: ByteSourceError, _ path: String) -> any Error {
    Failure(error, of: path)
}

/// The fixed parts of messages as bytes in one block, each followed by 32 readable bytes, so that
/// they can be copied by whole vectors. Owned by a writer, never changed after `seal()`.
struct PieceTable: ~Copyable {
    /// One part: where it lies in the table.
    struct Piece {
        var offset: Int
        var count: Int
    }

    private var bytes: [UInt8] = []
    private var block: UnsafeMutablePointer<UInt8>?

    deinit { block?.deallocate() }

    mutating func add(_ text: String) -> Piece { add(Array(text.utf8)) }

    mutating func add(_ piece: [UInt8]) -> Piece {
        let offset = bytes.count
        bytes += piece
        bytes += [UInt8](repeating: 0, count: 32)
        return Piece(offset: offset, count: piece.count)
    }

    /// Ends the making; the result is where `Piece.offset` counts from.
    mutating func seal() -> UnsafePointer<UInt8> {
        let sealed = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
        bytes.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { sealed.update(from: start, count: source.count) }
        }
        block = sealed
        return UnsafePointer(sealed)
    }
}

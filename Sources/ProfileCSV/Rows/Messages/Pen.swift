internal import IdentifyMessages

/// A place in memory that was reserved for a message, moving on as it is written. The room is the
/// reserver's care.
struct Pen {
    var at: UnsafeMutablePointer<UInt8>
    /// Where pieces begin.
    let base: UnsafePointer<UInt8>

    /// Whole vectors: each piece is followed by 32 readable bytes, the reserved room by as many.
    @inline(__always)
    mutating func put(_ piece: PieceTable.Piece) {
        let source = UnsafeRawPointer(base + piece.offset)
        let target = UnsafeMutableRawPointer(at)
        var done = 0
        while done < piece.count {
            let block = source.loadUnaligned(fromByteOffset: done, as: SIMD32<UInt8>.self)
            target.storeBytes(of: block, toByteOffset: done, as: SIMD32<UInt8>.self)
            done &+= 32
        }
        at += piece.count
    }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        at.pointee = byte
        at += 1
    }

    @inline(__always)
    mutating func putPair(_ first: UInt8, _ second: UInt8) {
        at[0] = first
        at[1] = second
        at += 2
    }

    /// At least 64 bytes after the value can be read.
    @inline(__always)
    mutating func putEscaped(_ source: UnsafeRawPointer, _ count: Int) {
        at += JSONBuffer.copyEscapedPadded(source, count: count, to: at)
    }

    mutating func putCopy(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        UnsafeMutableRawPointer(at).copyMemory(from: source, byteCount: bytes.count)
        at += bytes.count
    }

    /// A number that is not negative.
    mutating func put(decimal number: Int) {
        var rest = UInt(bitPattern: number)
        var length = 1
        var bound = rest / 10
        while bound > 0 {
            length &+= 1
            bound /= 10
        }
        var place = at + length
        at = place
        repeat {
            place -= 1
            place.pointee = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
    }

    /// Takes back a comma that nothing follows.
    @inline(__always)
    mutating func dropComma() {
        if at[-1] == UInt8(ascii: ",") { at -= 1 }
    }
}

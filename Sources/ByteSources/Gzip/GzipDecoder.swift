/// A gzip file as a machine that is handed compressed bytes and gives the text: any number of
/// members (empty ones too), each with its CRC-32 and length checked, zero padding after the last.
///
/// Be advised: it decodes only when its input window is full or the input has ended, and a
/// decoder's output windows are always the caller's whole slab. So the places of faults, and what
/// was delivered before them, do not depend on how the bytes arrived.
final class GzipDecoder {
    enum Step {
        case needsInput
        case produced(Int)
        case end
    }

    private enum State {
        case header(GzipHeader)
        case body
        case trailer
        /// Zero bytes up to the end of the input.
        case padding
        case end
        case failed(ByteSourceError)
    }

    /// Bytes before the window that stay readable, because an inflater may give back as many.
    private static let givenBackBytes = 8
    private let inflater: any Inflater
    private let window: UnsafeMutableRawBufferPointer
    /// The unread part of the window.
    private var start = GzipDecoder.givenBackBytes
    private var end = GzipDecoder.givenBackBytes
    /// Place of `window[0]` in the input.
    private var windowPlace = -GzipDecoder.givenBackBytes
    private var inputHasEnded = false

    private var state = State.header(GzipHeader())
    private var hasMember = false
    private var checksum: UInt32 = 0
    /// Output bytes of this member modulo 2^32, as the trailer counts them.
    private var memberBytes: UInt32 = 0
    /// The last step filled its output, so the inflater may hold more without further input.
    private var mayHoldOutput = false
    /// Decompressed bytes given so far.
    private(set) var producedBytes = 0

    /// - Parameters:
    ///   - head: the input's first bytes, already read.
    ///   - windowBytes: compressed bytes held at once.
    init(inflater: any Inflater, head: [UInt8] = [], windowBytes: Int = 128 << 10) {
        self.inflater = inflater
        window = .allocate(
            byteCount: Self.givenBackBytes + max(64, windowBytes, head.count), alignment: 64)
        window.initializeMemory(as: UInt8.self, repeating: 0)
        freeSpace.copyBytes(from: head)
        end += head.count
    }

    deinit { window.deallocate() }

    /// Where the next compressed bytes go. Empty when the window is full.
    var freeSpace: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: window[end...])
    }

    /// Tells how many bytes were put into ``freeSpace``; 0 means that the input has ended.
    func filled(_ count: Int) {
        if count == 0 { inputHasEnded = true } else { end += count }
    }

    /// Decodes into `output` until it is full, input is wanted, or the end.
    ///
    /// - Throws: the fault, after all bytes before it have been given; the same one ever after.
    func next(into output: UnsafeMutableRawBufferPointer) throws(ByteSourceError) -> Step {
        var written = 0
        while true {
            if case .failed(let error) = state {
                if written > 0 { return .produced(written) }
                throw error
            }
            if case .end = state { return written > 0 ? .produced(written) : .end }
            if written == output.count { return .produced(written) }
            if wantsInput {
                if written > 0 { return .produced(written) }
                makeRoom()
                return .needsInput
            }
            step(UnsafeMutableRawBufferPointer(rebasing: output[written...]), &written)
        }
    }

    private var wantsInput: Bool {
        if inputHasEnded || end == window.count && start < end { return false }
        if case .body = state, mayHoldOutput { return false }
        return true
    }

    /// Moves what is unread, and the few bytes that may be given back, to the window's front.
    private func makeRoom() {
        let kept = start - Self.givenBackBytes
        guard kept > 0, let base = window.baseAddress else { return }
        base.copyMemory(from: base + kept, byteCount: end - kept)
        windowPlace += kept
        start -= kept
        end -= kept
    }

    private func step(_ output: UnsafeMutableRawBufferPointer, _ written: inout Int) {
        switch state {
        case .header(let header): readHeader(header)
        case .body: inflate(into: output, &written)
        case .trailer: readTrailer()
        case .padding: readPadding()
        case .end, .failed: break
        }
    }

    // MARK: The parts of a member

    private func readHeader(_ unfinished: GzipHeader) {
        var header = unfinished
        if header.count == 0, hasMember, !isMember() { return }
        while start < end {
            let step = header.take(window[start]) { [inflater] bytes in
                bytes.withUnsafeBytes { inflater.checksum(0, $0) }
            }
            switch step {
            case .more:
                start += 1
            case .done:
                start += 1
                beginBody()
                return
            case .damaged(let detail):
                fail(.gzipCorrupt, detail)
                return
            }
        }
        state = .header(header)
        if inputHasEnded { fail(.gzipTruncated, "the file ends in a gzip header") }
    }

    /// After a member: another one, the end, or padding. False when `state` has been settled.
    private func isMember() -> Bool {
        guard start < end else {
            state = .end
            return false
        }
        if window[start] == 0 {
            state = .padding
            return false
        }
        // A member's first two bytes never lie on both sides of the window's end while there is
        // more input, unless exactly one byte is left in a full window: that one decides.
        let isMagic =
            window[start] == 0x1F && (start + 1 == end || window[start + 1] == 0x8B)
        if !isMagic { fail(.gzipCorrupt, "there is something after the compressed data") }
        return isMagic
    }

    private func beginBody() {
        inflater.start()
        checksum = 0
        memberBytes = 0
        mayHoldOutput = false
        hasMember = true
        state = .body
    }

    private func inflate(into output: UnsafeMutableRawBufferPointer, _ written: inout Int) {
        let input = UnsafeRawBufferPointer(rebasing: window[start..<end])
        let step = inflater.inflate(input, into: output)
        let given = UnsafeRawBufferPointer(rebasing: output[..<step.produced])
        checksum = inflater.checksum(checksum, given)
        memberBytes &+= UInt32(truncatingIfNeeded: step.produced)
        producedBytes += step.produced
        written += step.produced
        start += step.consumed
        mayHoldOutput = step.produced == output.count
        switch step.state {
        case .finished:
            state = .trailer
        case .damaged(let detail):
            fail(.gzipCorrupt, detail)
        case .goesOn where step.consumed == 0 && step.produced == 0:
            // With input at hand and room for output a sound decoder moves; without input it waits.
            if start < end {
                fail(.gzipCorrupt, "the compressed data does not go on")
            } else if inputHasEnded {
                fail(.gzipTruncated, "the file ends in the compressed data")
            }
        case .goesOn:
            break
        }
    }

    private func readTrailer() {
        guard end - start >= 8 else {
            if inputHasEnded {
                start = end
                fail(.gzipTruncated, "the file ends in a gzip check sum")
            } else {
                // A full window whose last bytes are a part of the trailer.
                makeRoom()
            }
            return
        }
        let stated = window.loadUnaligned(fromByteOffset: start, as: UInt32.self).littleEndian
        let length = window.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self).littleEndian
        if stated != checksum {
            fail(.gzipCorrupt, "the check sum does not fit the data")
        } else if length != memberBytes {
            start += 4
            fail(.gzipCorrupt, "the length does not fit the data")
        } else {
            start += 8
            state = .header(GzipHeader())
        }
    }

    private func readPadding() {
        while start < end, window[start] == 0 { start += 1 }
        if start < end {
            fail(.gzipCorrupt, "there is something after the compressed data")
        } else if inputHasEnded {
            state = .end
        }
    }

    /// Settles on an error placed at the window's start.
    private func fail(_ code: ByteSourceError.Code, _ detail: String) {
        state = .failed(
            ByteSourceError(
                code, byte: producedBytes, inputByte: windowPlace + start, detail: detail))
    }
}

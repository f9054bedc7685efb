internal import CICU

/// A text of another encoding as UTF-8, decoded by ICU as it is asked for. A byte order mark stays,
/// as the three bytes it has in UTF-8.
final class EncodingSource: ByteSource {
    private static let inputUnits = 64 << 10
    private let upstream: any ByteSource
    private let encoding: EncodingName
    private let converter: OpaquePointer
    private let input: UnsafeMutableRawBufferPointer
    /// Encoded bytes that are not decoded yet.
    private var waiting: Range<Int> = 0..<0
    /// Place of `input[0]` in the encoded text.
    private var inputPlace = 0
    private var inputHasEnded = false
    /// The converter has been flushed: nothing can come any more.
    private var hasEnded = false
    private let units: UnsafeMutableBufferPointer<UInt16>
    /// A high surrogate at `units[0]` whose partner has not come yet.
    private var heldUnits = 0
    private let text: UnsafeMutableRawBufferPointer
    private var ready: Range<Int> = 0..<0
    private var decodedBytes = 0
    private var failure: ByteSourceError?

    /// - Throws: `unsupported_encoding` where ICU has no decoder of that name after all.
    ///
    /// - Parameter head: what was already taken from `upstream`, at most 64 KiB.
    init(
        _ upstream: any ByteSource, head: [UInt8], encoding: EncodingName
    ) throws(ByteSourceError) {
        guard let converter = rc_converter_open(encoding.description) else {
            throw ByteSourceError(
                .unsupportedEncoding, byte: 0, detail: "\(encoding) cannot be decoded")
        }
        self.upstream = upstream
        self.encoding = encoding
        self.converter = converter
        input = .allocate(byteCount: max(Self.inputUnits, head.count), alignment: 64)
        input.copyBytes(from: head)
        waiting = 0..<head.count
        units = .allocate(capacity: Self.inputUnits)
        units.initialize(repeating: 0)
        // A UTF-16 unit is at most three bytes of UTF-8.
        text = .allocate(byteCount: Self.inputUnits * 3, alignment: 64)
    }

    deinit {
        rc_converter_close(converter)
        input.deallocate()
        units.deallocate()
        text.deallocate()
    }

    var inputBytes: Int { upstream.inputBytes }

    /// Bytes of the encoded text taken so far.
    var encodedBytes: Int { inputPlace + waiting.upperBound }

    nonisolated(nonsending) func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) async throws(ByteSourceError) -> Int {
        guard !buffer.isEmpty else { return 0 }
        while ready.isEmpty {
            if let failure { throw failure }
            if hasEnded { return 0 }
            if waiting.isEmpty, !inputHasEnded {
                inputPlace += waiting.upperBound
                waiting = 0..<0
                do throws(ByteSourceError) {
                    let count = try await upstream.read(into: input)
                    waiting = 0..<count
                    inputHasEnded = count == 0
                } catch {
                    throw error.placed(at: decodedBytes)
                }
            }
            decode()
        }
        let count = min(buffer.count, ready.count)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: text[ready.prefix(count)]))
        ready = ready.dropFirst(count)
        return count
    }

    /// Decodes what is waiting, as far as the units have room, into `text`; settles `failure`.
    private func decode() {
        guard let bytes = input.baseAddress?.assumingMemoryBound(to: CChar.self),
            let firstUnit = units.baseAddress
        else { return }
        var source = UnsafePointer(bytes + waiting.lowerBound)
        var target = firstUnit + heldUnits
        let status = rc_converter_decode(
            converter, &target, firstUnit + units.count, &source, bytes + waiting.upperBound,
            inputHasEnded ? 1 : 0)
        waiting = (UnsafePointer(bytes).distance(to: source))..<waiting.upperBound
        let isFull = status == rc_decoding_full
        if status == rc_decoding_invalid {
            failure = invalidSequence(endingAt: inputPlace + waiting.lowerBound)
        } else if inputHasEnded, !isFull {
            hasEnded = true
        }
        encode(unitCount: firstUnit.distance(to: target))
        if let fault = failure {
            failure = ByteSourceError(
                fault.code, byte: decodedBytes, inputByte: fault.inputByte, detail: fault.detail)
        }
    }

    /// Writes the decoded units to `text` as UTF-8; a high surrogate at the end waits for its
    /// partner.
    private func encode(unitCount: Int) {
        guard let firstUnit = units.baseAddress,
            let first = text.baseAddress?.assumingMemoryBound(to: CChar.self)
        else { return }
        heldUnits = 0
        var count = unitCount
        if count > 0, !hasEnded, failure == nil, units[count - 1] & 0xFC00 == 0xD800 {
            heldUnits = 1
            count -= 1
        }
        let written = rc_utf16_to_utf8(first, Int32(text.count), firstUnit, Int32(count))
        if heldUnits == 1 { units[0] = units[unitCount - 1] }
        if written < 0 {
            failure = ByteSourceError(
                .unsupportedEncoding, byte: decodedBytes,
                inputByte: inputPlace + waiting.lowerBound,
                detail: "a character of the \(encoding) text stands for no Unicode character")
            return
        }
        ready = 0..<Int(written)
        decodedBytes += Int(written)
    }

    private func invalidSequence(endingAt place: Int) -> ByteSourceError {
        var bytes = [CChar](repeating: 0, count: 32)
        let count = Int(rc_converter_invalid_bytes(converter, &bytes, Int32(bytes.count)))
        let shown = bytes.prefix(count).map { byte in
            let digits = String(UInt8(bitPattern: byte), radix: 16, uppercase: true)
            return digits.count < 2 ? "0" + digits : digits
        }
        return ByteSourceError(
            .unsupportedEncoding, byte: decodedBytes, inputByte: place - count,
            detail: "the bytes \(shown.joined(separator: " ")) are not \(encoding)")
    }
}

/// Opens a file, or standard input for `-`, as UTF-8 text.
///
/// ```swift
/// let input = try openInput(path: "people.csv.gz")
/// let facts = try await input.prepare()          // gzip? which encoding?
/// let count = try await input.read(into: buffer) // UTF-8, inflated
/// ```
/// - Throws: `no_input` where there is no such file or it is a directory; `unsupported_encoding`
///   for a name that ICU does not know.
public func openInput(
    path: String, options: InputOptions = InputOptions()
) throws(ByteSourceError) -> InputSource {
    let source: DescriptorSource = path == "-" ? try .standardInput() : try .file(path)
    return try openInput(source, options: options)
}

/// Opens any source of bytes as UTF-8 text: gzip and encodings are undone. The same for a server's
/// request body as for a file.
public func openInput(
    _ source: any ByteSource, options: InputOptions = InputOptions()
) throws(ByteSourceError) -> InputSource {
    try InputSource(source, options: options)
}

/// An input as UTF-8 text whatever it was: inflated where it is gzip, decoded where it is not
/// UTF-8. UTF-8 passes untouched: whoever reads it checks it.
public final class InputSource: ByteSource {
    /// Enough to tell encodings apart; small, so that a slow pipe is not waited for.
    private static let headBytes = 512
    private let outermost: any ByteSource
    private let named: EncodingName?
    private let inflater: InflaterChoice
    /// What gives the text before it is decoded.
    private var textSource: any ByteSource
    private var decoder: EncodingSource?
    /// Text that was read to look at and is still to be given.
    private var head: ArraySlice<UInt8> = []
    private var failure: ByteSourceError?
    /// What the first bytes said; nil before ``prepare()`` or the first read.
    public private(set) var facts: InputFacts?
    /// UTF-8 bytes given so far.
    public private(set) var deliveredBytes = 0

    init(_ source: any ByteSource, options: InputOptions) throws(ByteSourceError) {
        outermost = source
        textSource = source
        if let name = options.encoding { named = try EncodingName(name) } else { named = nil }
        inflater = options.inflater
    }

    /// Bytes taken from the file or stream as it is, compressed ones for gzip.
    public var inputBytes: Int { textSource.inputBytes }

    public var size: Int? { outermost.size }

    /// Bytes of the text before decoding, after inflating, given so far.
    public var decompressedBytes: Int { decoder?.encodedBytes ?? deliveredBytes }

    /// Reads the first bytes and says what they are. `read` does it too.
    ///
    /// - Throws: `unsupported_encoding` where the byte order mark contradicts the encoding asked
    ///   for; `io` where `options` asked for an inflater that the machine lacks. Faults further on
    ///   are thrown by `read` at their place.
    @discardableResult
    public nonisolated(nonsending) func prepare() async throws(ByteSourceError) -> InputFacts {
        if let failure { throw failure }
        if let facts { return facts }
        do throws(ByteSourceError) {
            let found = try await sniff()
            facts = found
            return found
        } catch {
            failure = error
            throw error
        }
    }

    public nonisolated(nonsending) func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) async throws(ByteSourceError) -> Int {
        try await prepare()
        guard !buffer.isEmpty else { return 0 }
        let count: Int
        if let decoder {
            count = try await decoder.read(into: buffer)
        } else if !head.isEmpty {
            count = min(buffer.count, head.count)
            buffer.copyBytes(from: head.prefix(count))
            head = head.dropFirst(count)
        } else {
            count = try await textSource.read(into: buffer)
        }
        deliveredBytes += count
        return count
    }

    // MARK: Looking at the first bytes

    private nonisolated(nonsending) func sniff() async throws(ByteSourceError) -> InputFacts {
        var bytes: [UInt8] = []
        await fill(&bytes, to: 2)
        let isGzip = bytes.starts(with: [0x1F, 0x8B])
        if isGzip {
            textSource = GzipSource(outermost, head: bytes, inflater: try makeInflater(inflater))
            bytes = []
        }
        await fill(&bytes, to: Self.headBytes)
        let mark = ByteOrderMark.leading(bytes)
        let encoding = try encoding(for: mark, bytes)
        var found = InputFacts(isGzip: isGzip, encodingName: encoding.description)
        found.hadBOM = mark.map { $0.rawValue == encoding.description } ?? false
        found.isGzipTwice = isGzip && bytes.starts(with: [0x1F, 0x8B, 8])
        found.inputSize = outermost.size
        if encoding.isUTF8 {
            found.looksLike = ByteOrderMark.zeroPattern(bytes)?.rawValue
            head = bytes[...]
        } else {
            decoder = try EncodingSource(textSource, head: bytes, encoding: encoding)
        }
        return found
    }

    /// Reads until `bytes` holds `count`, the end or a fault; the source says the last two again
    /// when it is next asked.
    private nonisolated(nonsending) func fill(_ bytes: inout [UInt8], to count: Int) async {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 8)
        defer { room.deallocate() }
        while bytes.count < count {
            let part = UnsafeMutableRawBufferPointer(rebasing: room[..<(count - bytes.count)])
            guard let got = try? await textSource.read(into: part), got > 0 else { return }
            bytes.append(contentsOf: part.prefix(got))
        }
    }

    /// The encoding to read: the named one, else the mark's, else UTF-8. Never guessed.
    private func encoding(
        for mark: ByteOrderMark?, _ bytes: [UInt8]
    ) throws(ByteSourceError) -> EncodingName {
        guard let named else { return mark.map { EncodingName($0) } ?? EncodingName(.utf8) }
        let name = named.description
        if name == "utf-16" || name == "utf-32" {
            if let mark, mark.rawValue.hasPrefix(name) { return EncodingName(mark) }
            throw ByteSourceError(
                .unsupportedEncoding, byte: 0,
                detail: "there is no byte order mark of \(name); say \(name)le or \(name)be")
        }
        guard let mark, mark.rawValue != name else { return named }
        // UTF-16LE text may begin with its mark and U+0000, which look like UTF-32LE's mark.
        if mark == .utf32LE, name == ByteOrderMark.utf16LE.rawValue { return named }
        throw ByteSourceError(
            .unsupportedEncoding, byte: 0,
            detail: "the byte order mark at the start is that of \(mark.rawValue), not of \(name)")
    }
}

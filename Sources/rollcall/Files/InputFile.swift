internal import ByteSources

/// A file of the command line, open for reading, whose faults are told as failures of the command.
struct InputFile {
    /// As the user named it; `standard input` for `-`.
    let name: String
    private let source: InputSource

    /// - Throws: status 66 when there is no such file.
    init(_ path: String, _ flags: ReadingFlags, _ settings: Settings) throws(Failure) {
        name = path == "-" ? "standard input" : path
        do {
            source = try openInput(
                path: path,
                options: InputOptions(encoding: flags.encoding, inflater: settings.inflater))
        } catch {
            throw Failure(error, of: name)
        }
    }

    /// As `ByteSource.read(into:)`.
    func read(into buffer: UnsafeMutableRawBufferPointer) async throws(Failure) -> Int {
        do {
            return try await source.read(into: buffer)
        } catch {
            throw Failure(error, of: name)
        }
    }
}

extension Failure {
    /// A source's error as design §5 ends with it.
    init(_ error: ByteSourceError, of file: String) {
        let place = error.inputByte.map { " at byte \(Words.grouped($0)) of the file" } ?? ""
        switch error.code {
        case .noInput:
            self.init(.noInput, "\(file) cannot be read: \(error.detail).")
        case .io:
            self.init(.ioError, "Reading \(file) failed\(place): \(error.detail).")
        case .gzipCorrupt:
            self.init(
                .malformedInput, "\(file): gzip_corrupt\(place): \(error.detail).",
                advice: "Fetch or pack the file again; what came before the place was read.")
        case .gzipTruncated:
            self.init(
                .malformedInput, "\(file): gzip_truncated\(place): the file ends too early.",
                advice: "Fetch or pack the file again; what came before the place was read.")
        case .unsupportedEncoding:
            self.init(
                .malformedInput, "\(file): unsupported_encoding\(place): \(error.detail).",
                advice: "Name the encoding that the file has: --encoding NAME.")
        }
    }
}

internal import ArgumentParser
internal import ByteSources
internal import ProfileCSV
internal import RollcallCSV

/// `rollcall records`: how a file is read, record by record, and nothing beyond.
struct RecordsCommand: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case jsonl, csv, count
    }

    static let configuration = CommandConfiguration(
        commandName: "records",
        abstract: "Show how a file is read: each record as a JSON array of strings.",
        discussion: """
            The header comes first. With --format count every field is read and unescaped, and one \
            line with the number of records, fields and bytes is printed. Malformed input ends it \
            with status 65, after the records before the place.
            """)

    @Argument(help: "The file to read; - is standard input.")
    var file: String

    @OptionGroup(title: "Options") var flags: Flags
    @OptionGroup(title: "Reading") var reading: ReadingFlags
    @OptionGroup(title: "Common options") var global: GlobalOptions

    struct Flags: ParsableArguments {
        @Option(help: "What is printed: jsonl, csv or count.")
        var format = Format.jsonl
    }

    func run() async throws {
        let settings = try Settings(global)
        var output = StandardOutput()
        do {
            try await read(settings, into: &output)
        } catch {
            // What came before the place is printed, whatever it is that went wrong there.
            try output.flush()
            throw error
        }
        try output.flush()
    }

    private func read(_ settings: Settings, into output: inout StandardOutput) async throws {
        let input = try InputFile(file, reading, settings)
        var cutter = ChunkCutter(
            dialect: reading.dialect, limits: settings.limits, kernel: settings.kernel,
            picksFirsts: flags.format == .count)
        var printer = RecordPrinter(format: flags.format, dialect: reading.dialect)
        if let header = try reading.headerNames() { try printer.header(header, into: &output) }
        var damage: Failure?
        reading: while true {
            switch cutter.next() {
            case .needsBytes:
                do {
                    cutter.filled(try await input.read(into: cutter.freeSpace))
                } catch {
                    damage = error
                    cutter.breakOff()
                }
            case .chunk(let chunk):
                if let finding = try printer.print(chunk, into: &output) {
                    throw Failure(finding, in: chunk, of: input.name)
                }
                try Task.checkCancellation()
            case .end:
                break reading
            }
        }
        if let damage { throw damage }
        try printer.finish(into: &output)
    }
}

extension Failure {
    /// Where and why a record cannot be read, for `records`, which stops there (status 65).
    init(_ finding: Finding, in chunk: RecordChunk, of file: String) {
        let place = chunk.position(ofByte: finding.byte)
        let what =
            switch finding.kind {
            case .unterminatedQuote: "a quote opens here and never closes"
            case .textAfterQuote: "text follows a closing quote"
            case .invalidUTF8: "the bytes here are not UTF-8"
            case .recordTooLong: "the record is longer than --max-record-bytes allows"
            case .tooManyFields: "the record has more fields than can be read"
            case .strayQuote: "a quote stands inside an unquoted field"
            }
        self.init(
            .malformedInput,
            "\(file): row \(Words.grouped(place.sheetRow)) of the sheet (record \(finding.record), "
                + "line \(place.line), byte \(finding.byte), column \(finding.field + 1)): "
                + "\(finding.kind.rawValue): \(what).",
            advice: Self.advice(for: finding.kind, file: file))
    }

    private static func advice(for kind: Finding.Kind, file: String) -> String? {
        let name = ShellWord.quoted(file)
        return switch kind {
        case .invalidUTF8:
            "If you know the encoding, name it: rollcall records \(name) --encoding windows-1252"
        case .unterminatedQuote, .textAfterQuote:
            "See every such place at once: rollcall check \(name)"
        case .recordTooLong:
            "Allow longer ones: rollcall records \(name) --max-record-bytes 256MB"
        case .strayQuote, .tooManyFields: nil
        }
    }
}

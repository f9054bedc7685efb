internal import ByteSources
internal import IdentifyMessages
internal import ProfileCSV
internal import RollcallCSV

/// One input going through all rules: the name, the bytes, the header, then every row. Check and
/// each pass of an import are this, and differ in what they do with a chunk's outcome.
///
/// Use: `readHeader()`; if that finds one, `readRows(_:)`; then `finish()`. One task at a time.
final class InputPass {
    /// What the rows of a pass are for.
    struct Purpose: Sendable {
        /// What every message carries; it also decides how large messages would be.
        var messages = MessageOptions()
        /// Whether rows without an error become messages.
        var makesMessages = false
        /// What each message is followed by.
        var separator = MessageSeparator.comma
        /// Whether the report warns of what is well-formed and may still do harm.
        var warns = true
        /// Whether rows with an error are handed on with their bytes.
        var collectsRejects = false
        /// Further rows whose bytes are wanted.
        var pickedRows: Set<Int> = []
        /// The column whose values tell rows apart from run to run; `nil`: nobody asks.
        var keyColumn: [UInt8]?
        /// Whether the report says what the columns hold.
        var makesStatistics = true
        /// Whether rows are compared with one another.
        var looksAcrossRows = false
        /// Whether outcomes have the keys that connect rows, and their chunks, for whoever takes them.
        var makesKeys = false
        /// Whether the report has a mapping for the file.
        var draftsMapping = false
        /// Whether the digest of the text is taken.
        var takesDigest = false
        /// What each worker does with messages, given the columns; `nil` hands them on.
        var makeWork: (@Sendable (ColumnMap) -> any MessageWork)?
    }

    var report: Report
    /// The header record as it stands in the file, `nil` where the file has none or it was not
    /// read.
    private(set) var rawHeader: [UInt8]?
    /// The names of the columns and their places.
    private(set) var header = HeaderRecord(names: [])

    /// What the columns become; `nil` before the header was read.
    private(set) var map: ColumnMap?
    /// Columns of the header, 0-based, that no row has a value in.
    private(set) var blankColumns: Set<Int> = []

    let input: InputSource
    let reader: ChunkReader
    let rules: PassRules
    private let purpose: Purpose
    let number: Int
    private let isFile: Bool
    var facts = InputFacts()
    var messageSample = MessageSample()
    /// Whether the first record can be a header.
    private var isHeaderTaken = false
    var lineEndings: LineEndings = []
    var encodingSample: [UInt8] = []
    private var doubts: [ColumnDoubt] = []
    /// Whether the columns run together, so that nothing but that can be said of the rows.
    private var isRunTogether = false

    /// - Parameters:
    ///   - name: as the user named the input, `-` for standard input.
    ///   - number: its place in the list of files, 1-based.
    ///   - isFile: whether it has a name that a rule may look at.
    init(
        _ input: InputSource, name: String, number: Int = 1, isFile: Bool, target: Target,
        rules: PassRules, purpose: Purpose
    ) {
        self.input = input
        self.rules = rules
        self.purpose = purpose
        self.number = number
        self.isFile = isFile
        report = Report(file: name, target: target, maxProblems: rules.maxProblems)
        report.delimiter = rules.reading.dialect.delimiter
        var reading = rules.reading
        // A rejected row takes half a kilobyte until it is written down.
        if purpose.collectsRejects { reading.chunkBytes = min(reading.chunkBytes, 128 << 10) }
        reader = ChunkReader(
            input, options: reading, kernel: rules.kernel, takesDigest: purpose.takesDigest)
    }

    /// Digest of the decompressed text, once all of it has been read.
    var digest: String? { reader.digest }

    var inputBytes: Int { input.inputBytes }

    var inputSize: Int? { facts.inputSize }

    // MARK: The header

    /// Reads up to the header and judges it.
    ///
    /// - Returns: whether there are rows to read; if not, the report says why.
    /// - Throws: where the machine, not the content, is at fault.
    func readHeader() async throws(ImportError) -> Bool {
        addNameProblems()
        let hasRecords: Bool
        do throws(ByteSourceError) {
            facts = try await input.prepare()
            report.encoding = facts.encodingName
            hasRecords = try await findFirstRecords()
        } catch {
            guard error.isDamage else { throw ImportError(reading: error, path: report.file) }
            addDamage(error)
            return false
        }
        if facts.isGzip { add(rules.catalogue.problems(.compressed, place: place())) }
        let content = ContentHints.problems(facts, head: reader.head, place(byte: 0), rules.catalogue)
        if !content.isEmpty {
            add(content)
            return false
        }
        guard hasRecords else {
            if reader.failure == nil { addEmptyFile(kind: "no_header") }
            return false
        }
        guard isHeaderTaken else { return false }
        report.hasHeader = true
        report.columns = header.names.count
        try bindHeader()
        return true
    }

    func addNameProblems() {
        if isFile { add(FileNameRule.problems(name: report.file, rules.catalogue)) }
    }

    /// Goes to the first chunk with a record; those before hold empty lines only.
    ///
    /// - Returns: whether there is one; its header is taken then.
    private func findFirstRecords() async throws(ByteSourceError) -> Bool {
        while let chunk = try await reader.next() {
            if chunk.recordCount > 0 {
                if ContentSniffer.kind(ofFileBeginning: reader.head) == nil {
                    isHeaderTaken = takeHeader(of: chunk)
                }
                reader.putBack(chunk)
                return true
            }
            note(emptyLines: chunk.emptyLines, chunk.lineEndings)
        }
        return false
    }

    /// - Returns: false where the first record cannot be a header.
    private func takeHeader(of chunk: RecordChunk) -> Bool {
        if let given = rules.reading.header {
            header = HeaderRecord(
                names: given, file: number, delimiter: rules.reading.dialect.delimiter,
                isInFile: false)
            return true
        }
        var cursor = chunk.cursor()
        guard cursor.next() else { return false }
        let start = chunk.position(ofByte: cursor.byteRange.lowerBound)
        header = HeaderRecord(
            names: [], file: number, line: start.line, sheetRow: start.sheetRow,
            delimiter: rules.reading.dialect.delimiter)
        addHeaderFindings(cursor.findings, chunk)
        guard cursor.rawBytes.count <= HeaderRecord.maxBytes else {
            addLongHeader(byte: cursor.byteRange.lowerBound, start)
            return false
        }
        for index in 0..<cursor.fieldCount {
            let field = cursor.field(index)
            header.names.append([UInt8](cursor.unescaped(field)))
            header.fieldBytes.append(chunk.byteRange.lowerBound + field.offset)
        }
        rawHeader = [UInt8](cursor.rawBytes)
        // A record that is too large is delivered without fields.
        return cursor.fieldCount > 0
    }

    /// What is not clean CSV in the header record itself. The row rules see data rows only, and
    /// names that are no UTF-8 are for the binding to find.
    private func addHeaderFindings(_ findings: ArraySlice<Finding>, _ chunk: RecordChunk) {
        for finding in findings where finding.kind != .invalidUTF8 {
            let at = chunk.position(ofByte: finding.byte)
            var place = place(byte: finding.byte, column: finding.field + 1)
            place.line = at.line
            place.sheetRow = at.sheetRow
            if let kind = ParseErrorKind(rawValue: finding.kind.rawValue) {
                add(
                    rules.catalogue.problems(
                        .parseError, in: .header, place: place,
                        arguments: ["kind": kind.rawValue]))
            } else {
                add(rules.catalogue.problems(.strayQuote, in: .header, place: place))
            }
        }
    }

    private func addLongHeader(byte: Int, _ start: Position) {
        var place = place(byte: byte)
        place.line = start.line
        place.sheetRow = start.sheetRow
        add(
            rules.catalogue.problems(
                .parseError, in: .header, place: place,
                arguments: [
                    "kind": ParseErrorKind.recordTooLong.rawValue,
                    "limit": String(HeaderRecord.maxBytes),
                ]))
    }

    private func bindHeader() throws(ImportError) {
        do throws(ConfigurationError) {
            let bound = try ColumnMap.bind(
                header, configuration: rules.configuration, catalogue: rules.catalogue)
            map = bound.map
            isRunTogether = bound.problems.contains {
                $0.code == .wrongDelimiter && $0.arguments["given"] == nil
            }
            add(bound.problems)
        } catch {
            throw ImportError(.configuration, detail: error.description, path: error.file)
        }
    }

    // MARK: The rows

    /// Reads all rows and hands on what was made of them, in file order.
    ///
    /// - Parameter apply: may suspend; reading waits then. What it throws ends the pass.
    func readRows(_ apply: (WorkedChunk) async throws(ImportError) -> Void)
        async throws(ImportError)
    {
        guard let map else { return }
        let sampling = KeySampling()
        let options = rowOptions(sampling)
        var picks = RowPicks(rows: purpose.pickedRows, headerRecords: options.hasHeader ? 1 : 0)
        if let name = purpose.keyColumn, let column = header.names.firstIndex(of: name) {
            picks.marker = RowMarker(
                column: column, closingBytes: options.messages.closingByteCount)
        }
        let makeWork = purpose.makeWork
        // Each worker keeps a kilobyte of every column: of tens of thousands that is enough for one.
        let workers = min(rules.reading.workers, 50_000 / max(1, map.columns.count))
        var pass = ChunkPass(
            workers: workers, picks: picks,
            makePass: { RowPass(map: map, options: options) }, makeWork: { makeWork?(map) })
        var across =
            purpose.looksAcrossRows
            ? AcrossRows(
                RowKeyLayout(map), file: number, hasHeader: options.hasHeader,
                memory: rules.reading.memory, maxExamples: rules.maxProblems,
                sampling: sampling) : nil
        var variants = purpose.looksAcrossRows ? try spaceVariants(map, options) : nil
        do {
            try await pass.run(reader) { worked in
                self.take(worked)
                if let keys = worked.outcome.keys, let chunk = worked.chunk {
                    across?.add(
                        keys, chunk, progress: self.progress(after: chunk, worked.inputBytes))
                    variants?.add(keys, chunk)
                }
                try await apply(worked)
            }
        } catch let error as ImportError {
            throw error
        } catch let error as ByteSourceError {
            throw ImportError(reading: error, path: report.file)
        } catch {
            throw ImportError(.bug, detail: "\(error)", path: report.file)
        }
        if let statistics = pass.finish(), !isRunTogether {
            messageSample = statistics.messageSample
            if statistics.sampledRows < statistics.rows { report.sampledRows = statistics.sampledRows }
            let columns = statistics.columns
            // Rows that are not as wide as the header were not counted.
            if statistics.rows == report.rows {
                blankColumns = Set(columns.indices.filter { columns[$0].filled == 0 })
            }
            ColumnFigures.fill(&report, map: map, statistics: statistics)
            report.tally.add(statistics.confirmed(doubts, map, rules.catalogue))
            advise(map, columns)
        }
        if let across, !isRunTogether { across.finish(&report, rules.catalogue) }
        if let variants, !isRunTogether { variants.finish(&report, rules.catalogue) }
    }

    private func spaceVariants(
        _ map: ColumnMap, _ options: RowPassOptions
    ) throws(ImportError) -> SpaceVariants? {
        let layout = RowKeyLayout(map)
        let memory = SpaceVariants.bytes(of: rules.reading.memory)
        guard
            let known = try rules.spellings?.spellings(
                layout, hashKey: options.hashKey, memory: memory.known)
        else { return nil }
        return SpaceVariants(
            known, layout, file: number, hasHeader: options.hasHeader, memory: memory.found,
            maxExamples: rules.maxProblems)
    }

    /// What the values say about the columns, now that they have been seen.
    private func advise(_ map: ColumnMap, _ statistics: [ColumnStatistics]) {
        let advice = ColumnAdvice(
            header: header, map: map, configuration: rules.configuration, catalogue: rules.catalogue,
            survey: rules.survey)
        add(advice.problems(statistics: statistics))
        guard purpose.draftsMapping else { return }
        report.mappingDraft = MappingDraft(
            map: map, configuration: rules.configuration, statistics: statistics)
    }

    /// Drawn once a process, so that every pass and worker makes the same keys.
    private static let hashKey = UInt64.random(in: .min ... .max)

    private func rowOptions(_ sampling: KeySampling) -> RowPassOptions {
        var options = RowPassOptions(
            file: number, hasHeader: rules.reading.header == nil,
            characters: rules.configuration.characters, catalogue: rules.catalogue,
            maxExamplesPerCode: rules.maxProblems, makesStatistics: purpose.makesStatistics,
            makesKeys: purpose.looksAcrossRows || purpose.makesKeys, hashKey: Self.hashKey,
            messages: purpose.messages, makesMessages: purpose.makesMessages,
            collectsRejects: purpose.collectsRejects, ownRules: rules.ownRules)
        if purpose.looksAcrossRows { options.keySampling = sampling }
        options.separator = purpose.separator
        options.looksForSuspicions = purpose.warns
        // Unified Profiles finds callers by one form alone.
        options.phoneForm = report.target == .unifiedProfiles ? .e164 : rules.phoneForm
        return options
    }

    /// How much of the input has been worked on, from 0 to 1; 0 if its size is not known. By what had
    /// been taken when the chunk was cut, not by the reader, which other tasks move on: the same for any
    /// workers.
    private func progress(after chunk: RecordChunk, _ inputBytes: Int) -> Double {
        guard let size = facts.inputSize, size > 0 else { return 0 }
        let isText = !facts.isGzip && facts.encodingName == "utf-8"
        return min(1, Double(isText ? chunk.byteRange.upperBound : inputBytes) / Double(size))
    }

    private func take(_ worked: WorkedChunk) {
        note(emptyLines: worked.emptyLines, worked.lineEndings)
        report.rows += worked.outcome.rows
        if isRunTogether {
            report.tally.add(worked.outcome.ofReading)
        } else {
            report.rejectedRows += worked.outcome.rejectedRowCount
            report.tally.add(worked.outcome)
            // Each pass hands on the first ones of a kind only: so do all together.
            doubts += worked.outcome.doubts
        }
        // Always the first bytes of that kind in the file, however it is cut into chunks.
        encodingSample += worked.encodingSample.prefix(ChunkReader.headBytes - encodingSample.count)
    }

    private func note(emptyLines: Int, _ endings: LineEndings) {
        report.emptyLines += emptyLines
        lineEndings.formUnion(endings)
    }

    // MARK: Problems of the file

    func add(_ problems: [Problem]) { report.tally.add(problems) }

    func place(byte: Int? = nil, column: Int? = nil) -> Problem.Place {
        Problem.Place(file: number, byte: byte, column: column)
    }
}

extension ImportError {
    /// What it means for a stage that an input cannot be read.
    init(reading error: ByteSourceError, path: String) {
        if Task.isCancelled {
            self = .cancelled
            return
        }
        switch error.code {
        case .noInput: self.init(.noInput, detail: error.detail, path: path)
        case .unsupportedEncoding: self.init(.configuration, detail: error.detail, path: path)
        case .io, .gzipCorrupt, .gzipTruncated: self.init(.io, detail: error.detail, path: path)
        }
    }
}

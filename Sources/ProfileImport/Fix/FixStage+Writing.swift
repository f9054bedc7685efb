internal import ByteSources
internal import ProfileCSV
internal import RollcallCSV

/// The pass that writes a corrected copy.
extension FixStage {
    /// - Parameters:
    ///   - map: the header, where it is known already.
    ///   - columns: those of the copy.
    /// - Returns: false where the copy lacks something of the source.
    func write(
        _ input: InputSource, _ map: ColumnMap?, _ columns: [HeaderMender.Column]?, name: String,
        _ progress: (@Sendable (StageProgress) -> Void)?,
        _ write: ([UInt8], [FieldChange]) async throws(ImportError) -> Void
    ) async throws(ImportError) -> Bool {
        let reader = ChunkReader(
            input, options: rules.reading, kernel: rules.kernel, takesDigest: false)
        let headerRecords = rules.reading.header == nil ? 1 : 0
        var meter = ProgressMeter(stage: .fixing, file: 1, report: progress)
        var writer: FixWriter?
        while let chunk = try await next(reader, name) {
            if Task.isCancelled { throw .cancelled }
            var cursor = chunk.cursor()
            while cursor.next() {
                if writer == nil {
                    writer = try makeWriter(
                        map, columns, header: rules.reading.header ?? Self.names(&cursor))
                    writer?.writeHeader()
                }
                if cursor.record > headerRecords {
                    writer?.write(&cursor, row: cursor.record - headerRecords)
                }
            }
            if let taken = writer?.take() { try await write(taken.bytes, taken.changes) }
            meter.tell(
                inputBytes: input.inputBytes, totalBytes: input.facts?.inputSize,
                rows: chunk.firstRecord + chunk.recordCount - 1)
        }
        guard let writer else { return false }
        return !writer.hasLostRecord && reader.failure == nil
    }

    private func makeWriter(
        _ map: ColumnMap?, _ columns: [HeaderMender.Column]?, header: [[UInt8]]
    ) throws(ImportError) -> FixWriter {
        let known: ColumnMap
        var meant: [Int: String] = [:]
        if let map {
            known = map
        } else {
            do throws(ConfigurationError) {
                let bound = try ColumnMap.bind(
                    HeaderRecord(names: header), configuration: configuration,
                    catalogue: rules.catalogue)
                known = bound.map
                meant = Self.meant(bound.problems)
            } catch {
                throw ImportError(.configuration, detail: error.description)
            }
        }
        let columns =
            columns
            ?? HeaderMender(target: options.check.target, mends: options.mends).columns(
                known, isMapped: configuration.mapping != nil, meant: meant, blank: [])
        return FixWriter(
            known, columns: columns, configuration: configuration, target: options.check.target,
            mends: options.mends, dialect: rules.reading.dialect)
    }

    private static func names(_ cursor: inout RecordCursor) -> [[UInt8]] {
        var names: [[UInt8]] = []
        for index in 0..<cursor.fieldCount {
            names.append([UInt8](cursor.unescaped(cursor.field(index))))
        }
        return names
    }

    private func next(_ reader: ChunkReader, _ name: String) async throws(ImportError)
        -> RecordChunk?
    {
        do throws(ByteSourceError) {
            return try await reader.next()
        } catch {
            throw ImportError(reading: error, path: name)
        }
    }

    /// Identifiers that headers were meant to be, by column, where only one column was.
    static func meant(_ problems: [Problem]) -> [Int: String] {
        var columns: [String: [Int]] = [:]
        for problem in problems where problem.code == .nearMissHeader {
            guard problem.arguments["what"] == "identifier", let name = problem.arguments["name"],
                let column = problem.place.column, columns[name]?.contains(column - 1) != true
            else { continue }
            columns[name, default: []].append(column - 1)
        }
        var meant: [Int: String] = [:]
        for (name, found) in columns where found.count == 1 { meant[found[0]] = name }
        return meant
    }

    static func meant(_ report: Report) -> [Int: String] { meant(report.problems) }

    /// What is otherwise in the file as a whole.
    static func wholeChanges(_ report: Report, _ reading: ReadingOptions) -> [FieldChange] {
        func change(_ rule: ProblemCode, _ before: String, _ after: String) -> FieldChange {
            FieldChange(rule: rule.rawValue, before: Array(before.utf8), after: Array(after.utf8))
        }
        var changes: [FieldChange] = []
        if report.encoding != "utf-8" {
            changes.append(change(.parseError, report.encoding, "utf-8"))
        }
        if report.hasBOM, report.encoding == "utf-8" {
            changes.append(change(.bom, "with a byte order mark", "without"))
        }
        if report.delimiter != UInt8(ascii: ",") {
            changes.append(change(.wrongDelimiter, String(Unicode.Scalar(report.delimiter)), ","))
        }
        if report.lineEnding == "mixed" { changes.append(change(.mixedLineEndings, "mixed", "lf")) }
        if report.compressedBytes != nil { changes.append(change(.compressed, "gzip", "plain")) }
        if reading.header != nil {
            changes.append(change(.missingColumn, "without a header", "with one"))
        }
        return changes
    }
}

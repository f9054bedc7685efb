internal import ByteSources
internal import RollcallCSV

/// The second pass of a split: every row to its part.
struct SplitWriting {
    private let stage: SplitStage
    private let source: String
    private let folder: String
    private let header: [UInt8]
    private let names: [String]
    private let progress: (@Sendable (StageProgress) -> Void)?

    init(
        stage: SplitStage, source: String, folder: String, header: [UInt8], parts: Int,
        progress: (@Sendable (StageProgress) -> Void)?
    ) {
        self.stage = stage
        self.source = source
        self.folder = folder
        self.header = header
        names = PartNames.names(source: source, count: parts)
        self.progress = progress
    }

    func write(
        _ input: RereadableInput, _ gathering: SplitGathering
    ) async throws(ImportError) -> [SplitOutcome.Part] {
        let reading = stage.rules.reading
        var files = try open(memory: min(reading.memory / 16, 64 << 20))
        var parts = names.map {
            SplitOutcome.Part(name: $0, rows: 0, bytes: header.count, firstRow: 0, lastRow: 0)
        }
        let text = try input.open(reading)
        let reader = ChunkReader(
            text, options: reading, kernel: stage.rules.kernel, takesDigest: false)
        var copier = RecordCopier(reading.dialect)
        var meter = ProgressMeter(stage: .splitting, file: 1, report: progress)
        let headerRecords = reading.header == nil ? 1 : 0
        var row = 0
        while let chunk = try await next(reader) {
            if Task.isCancelled { throw .cancelled }
            do throws(SystemError) {
                var cursor = chunk.cursor()
                while cursor.next() {
                    guard cursor.record > headerRecords else { continue }
                    guard row < gathering.rows else { throw SystemError(number: 0, path: source) }
                    let part = try gathering.part(of: row)
                    row += 1
                    try copier.withBytes(of: &cursor) { bytes throws(SystemError) in
                        try files.append(bytes, to: part)
                        parts[part].bytes += bytes.count + 1
                    }
                    parts[part].rows += 1
                    if parts[part].firstRow == 0 { parts[part].firstRow = row }
                    parts[part].lastRow = row
                }
            } catch {
                throw error.number == 0 ? input.changed : .system(error)
            }
            meter.tell(inputBytes: text.inputBytes, totalBytes: text.facts?.inputSize, rows: row)
        }
        guard row == gathering.rows else { throw input.changed }
        try input.checkUnchanged()
        do throws(SystemError) { try files.commit() } catch { throw .system(error) }
        return parts
    }

    func writeChecklist(_ outcome: SplitOutcome) throws(ImportError) {
        let text = stage.checklist.text(
            of: outcome, source: source, folder: folder, size: stage.options.size)
        do throws(SystemError) {
            try FileSystem.write(
                Array(text.utf8), to: folder + "/" + SplitChecklist.fileName, isPrivate: false)
        } catch {
            throw .system(error)
        }
    }

    private func open(memory: Int) throws(ImportError) -> PartFiles {
        do throws(SystemError) {
            try FileSystem.makeFolders(folder, isPrivate: false)
            return try PartFiles(names.map { folder + "/" + $0 }, header: header, memory: memory)
        } catch {
            throw ImportError(.cannotCreate, detail: error.detail, path: folder)
        }
    }

    private func next(_ reader: ChunkReader) async throws(ImportError) -> RecordChunk? {
        do throws(ByteSourceError) {
            return try await reader.next()
        } catch {
            throw ImportError(reading: error, path: source)
        }
    }
}

/// Names of parts, which sort in the order of the parts.
package enum PartNames {
    /// `people-01-of-12.csv` …
    static func names(source: String, count: Int) -> [String] {
        let stem = stem(of: source)
        let width = String(count).count
        return (1...max(1, count)).map { number in
            let digits = String(number)
            let zeros = String(repeating: "0", count: width - digits.count)
            return "\(stem)-\(zeros)\(digits)-of-\(count).csv"
        }
    }

    /// The file's name without folder and endings; `part` for standard input.
    package static func stem(of source: String) -> String {
        guard source != "-" else { return "part" }
        var name = source.split(separator: "/").last ?? ""
        if name.lowercased().hasSuffix(".gz") { name = name.dropLast(3) }
        if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = name[..<dot] }
        return name.isEmpty ? "part" : String(name)
    }
}

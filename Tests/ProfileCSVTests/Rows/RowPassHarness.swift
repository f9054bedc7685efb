import IdentifyMessages
import IdentityResolution
import ProfileCSV
import RollcallCSV

/// Runs passes over small inputs, the way an import does.
enum RowPassHarness {
    /// What all passes of one input made together.
    struct Result {
        var outcome = ChunkOutcome()
        var statistics: RowStatistics
        var doubts: [ColumnDoubt] { outcome.doubts }
        var messages: [String] = []

        /// Code, kind and targets of every problem, its row and column, as one line.
        var problems: [String] {
            outcome.examples.map { problem in
                let kind = problem.arguments["kind"].map { "/\($0)" } ?? ""
                let targets =
                    problem.targets == .all
                    ? "all" : problem.targets == .api ? "api" : "uploaders"
                let column = problem.place.column.map { ":\($0)" } ?? ""
                return
                    "\(problem.place.row ?? 0)\(column) \(problem.severity) \(problem.code)\(kind) \(targets)"
            }
        }
    }

    /// A header bound to Segment's defaults and `phone`, without a mapping but for `changes`.
    static func map(
        _ header: String, identifiers: [IdentifierRule] = rules,
        constants: [ColumnMap.Constant] = [],
        _ changes: [String: (inout ColumnMap.Column) -> Void] = [:]
    ) -> ColumnMap {
        let columns = header.split(separator: ",", omittingEmptySubsequences: false).enumerated()
            .map {
                index, name in
                let meaning: ColumnMap.Meaning =
                    if let rule = identifiers.firstIndex(where: { $0.type == name }) {
                        .identifier(rule: rule)
                    } else {
                        .trait(name: Array(name.utf8))
                    }
                var column = ColumnMap.Column(
                    index: index, header: Array(name.utf8), meaning: meaning)
                changes[String(name)]?(&column)
                return column
            }
        return ColumnMap(columns: columns, identifiers: identifiers, constants: constants)
    }

    /// Segment's defaults with `phone` after `email`.
    static let rules: [IdentifierRule] = {
        var rules = IdentifierRule.defaults
        rules.insert(IdentifierRule(type: "phone", limit: 5), at: 2)
        return rules
    }()

    static func rule(_ type: String) -> Int { rules.firstIndex { $0.type == type } ?? -1 }

    /// - Parameters:
    ///   - csv: header and rows.
    ///   - workers: passes that take the chunks in turn.
    static func run(
        _ csv: String, _ map: ColumnMap,
        _ options: RowPassOptions = RowPassOptions(makesMessages: true),
        workers: Int = 1, chunkBytes: Int = 256 << 10
    ) -> Result {
        run(Array(csv.utf8), map, options, workers: workers, chunkBytes: chunkBytes)
    }

    static func run(
        _ csv: [UInt8], _ map: ColumnMap, _ options: RowPassOptions, workers: Int = 1,
        chunkBytes: Int = 256 << 10
    ) -> Result {
        let chunks = chunks(of: csv, chunkBytes: chunkBytes)
        var outcomes = [ChunkOutcome](repeating: ChunkOutcome(), count: chunks.count)
        var result = Result(statistics: RowStatistics(columns: map.columns.count))
        for worker in 0..<workers {
            var pass = RowPass(map: map, options: options)
            for index in stride(from: worker, to: chunks.count, by: workers) {
                outcomes[index] = pass.run(chunks[index])
            }
            result.statistics.merge(pass.finish())
        }
        for outcome in outcomes {
            result.outcome.rows += outcome.rows
            result.outcome.counts.add(outcome.counts)
            result.outcome.examples += outcome.examples
            result.outcome.doubts += outcome.doubts
            result.outcome.rejectedRowCount += outcome.rejectedRowCount
            result.outcome.rejectedRows += outcome.rejectedRows
            if let messages = outcome.messages {
                let bytes = messages.bytes
                for message in messages.ends.indices {
                    let range = messages.byteRange(ofMessage: message)
                    result.messages.append(String(decoding: bytes[range], as: UTF8.self))
                }
            }
        }
        return result
    }

    private static func chunks(of csv: [UInt8], chunkBytes: Int) -> [RecordChunk] {
        var cutter = ChunkCutter(
            dialect: Dialect(), limits: ReadLimits(), chunkBytes: chunkBytes, kernel: .best, picksFirsts: true)
        var chunks: [RecordChunk] = []
        var sent = 0
        while true {
            switch cutter.next() {
            case .chunk(let chunk): chunks.append(chunk)
            case .end: return chunks
            case .needsBytes:
                cutter.withFreeSpace { space in
                    let count = min(space.count, csv.count - sent)
                    csv.withUnsafeBytes { bytes in
                        space.copyMemory(
                            from: UnsafeRawBufferPointer(rebasing: bytes[sent..<(sent + count)]))
                    }
                    sent += count
                    return count
                }
            }
        }
    }
}

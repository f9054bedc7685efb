internal import ByteSources
internal import ProfileCSV
internal import RollcallCSV

/// The end of a pass: what is judged of the file as a whole.
extension InputPass {
    /// Judges the file as a whole and completes the report.
    func finish() {
        report.bytes = reader.bytes
        if reader.isAllSpace, reader.bytes > 0, report.hasHeader { forgetHeader() }
        report.hasBOM = facts.hadBOM || reader.hasBOM
        if facts.isGzip { report.compressedBytes = facts.inputSize ?? input.inputBytes }
        report.lineEnding = lineEndings.name
        if report.hasBOM, facts.encodingName == "utf-8" {
            add(rules.catalogue.problems(.bom, place: place(byte: 0)))
        }
        if facts.encodingName != "utf-8" { addConversion() }
        if lineEndings.names.count > 1 {
            add(
                rules.catalogue.problems(
                    .mixedLineEndings, place: place(),
                    arguments: ["found": lineEndings.names.joined(separator: ",")]))
        }
        if let failure = reader.failure { addDamage(failure) }
        if report.hasHeader, report.rows == 0, reader.failure == nil {
            addEmptyFile(kind: "no_rows")
        }
        add(rules.catalogue.rowCountProblems(rows: report.rows, place: place()))
        add(rules.catalogue.sizeProblems(bytes: reader.bytes, place: place()))
        add(CutFile.problems(report, hasHeader: rawHeader != nil, place(), rules.catalogue))
        report.tally.nameRowOfOpenQuote()
        if !encodingSample.isEmpty { nameEncoding() }
        report.isComplete = reader.failure == nil && !hasOpenQuote
        hideRegulatedSamples()
        guard report.isComplete, !rules.hasFileError(report.tally.counts) else { return }
        report.forecast = Forecast(
            report, sample: messageSample, configuration: rules.configuration)
    }

    /// Numbers of cards and the like are shown nowhere, not as samples either.
    private func hideRegulatedSamples() {
        let columns = Set(
            report.problems.filter { $0.code == .regulatedData }.compactMap(\.place.column))
        for index in report.traits.indices where columns.contains(report.traits[index].column) {
            report.traits[index].samples = []
        }
    }

    /// The upload pages read UTF-8 only; what was decoded here they would not take.
    private func addConversion() {
        add(
            rules.catalogue.problems(
                .parseError, among: .uploaders, place: place(byte: 0),
                arguments: [
                    "kind": ParseErrorKind.unsupportedEncoding.rawValue,
                    "encoding": facts.encodingName,
                ]))
    }

    /// Text of nothing but white space has neither header nor rows, whatever its lines look like.
    private func forgetHeader() {
        report.tally = ProblemTally(maxProblems: rules.maxProblems)
        addNameProblems()
        addEmptyFile(kind: "no_header")
        report.hasHeader = false
        report.columns = 0
        report.rows = 0
        report.rejectedRows = 0
        report.identifiers = []
        report.traits = []
    }

    func addEmptyFile(kind: String) {
        add(rules.catalogue.problems(.emptyFile, place: place(), arguments: ["kind": kind]))
    }

    func addDamage(_ error: ByteSourceError) {
        var arguments = ["kind": error.code.rawValue, "detail": error.detail]
        if let byte = error.inputByte { arguments["input_byte"] = String(byte) }
        if error.code == .unsupportedEncoding { arguments["encoding"] = facts.encodingName }
        add(
            rules.catalogue.problems(
                .parseError, place: place(byte: error.byte), arguments: arguments))
        report.isComplete = false
    }

    /// Text that is no UTF-8 is most often Windows-1252; the problem then names the flag.
    private func nameEncoding() {
        guard let name = EncodingGuess.encodingName(for: encodingSample) else { return }
        report.tally.amend(.parseError, kind: .invalidUTF8) { $0.arguments["encoding"] = name }
    }

    private var hasOpenQuote: Bool {
        report.tally.counts.entries.contains { $0.kind == .unterminatedQuote }
    }
}

extension LineEndings {
    /// Those that occur, in the words of a report.
    var names: [String] {
        [(LineEndings.lf, "lf"), (.crlf, "crlf"), (.cr, "cr")].filter { contains($0.0) }.map(\.1)
    }

    /// One word for all of them, `nil` where no line ends.
    var name: String? {
        names.count > 1 ? "mixed" : names.first
    }
}

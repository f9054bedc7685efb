extension ProblemCatalogue {
    /// The problems that one finding makes: one a severity, errors first.
    ///
    /// - Parameters:
    ///   - among: the targets that the finding concerns, all by default; the weights hold for these.
    ///   - part: put into `arguments["part"]` where it is not `.whole`.
    public func problems(
        _ code: ProblemCode, among targets: TargetSet = .all, in part: FilePart = .whole,
        place: Problem.Place = Problem.Place(), header: String? = nil,
        arguments: [String: String] = [:], excerpt: String? = nil
    ) -> [Problem] {
        var arguments = arguments
        if part != .whole { arguments["part"] = part.rawValue }
        return verdicts(for: code, in: part).compactMap { verdict in
            let concerned = verdict.targets.intersection(targets)
            guard !concerned.isEmpty else { return nil }
            return Problem(
                code, severity: verdict.severity, targets: concerned, place: place, header: header,
                arguments: arguments, excerpt: excerpt)
        }
    }

    /// `too_many_rows` for a file of so many data rows: one problem a limit that is broken.
    public func rowCountProblems(rows: Int, place: Problem.Place = Problem.Place()) -> [Problem] {
        let limits: [(TargetSet, Int)] = [
            (.unify, UploadLimits.maxRows), (.unifiedProfiles, UploadLimits.maxRowsUnifiedProfiles),
        ]
        return limits.flatMap { target, limit in
            rows <= limit
                ? []
                : problems(
                    .tooManyRows, among: target, place: place,
                    arguments: ["limit": String(limit), "found": String(rows)])
        }
    }

    /// `too_many_columns` for a header of so many columns.
    public func columnCountProblems(
        columns: Int, place: Problem.Place = Problem.Place()
    ) -> [Problem] {
        guard columns > UploadLimits.maxColumns else { return [] }
        return problems(
            .tooManyColumns, in: .header, place: place,
            arguments: ["limit": String(UploadLimits.maxColumns), "found": String(columns)])
    }

    /// `file_too_large` for so many bytes after unpacking: a warning above the strict reading of
    /// 100 MB, an error above the generous one (design §4).
    public func sizeProblems(bytes: Int, place: Problem.Place = Problem.Place()) -> [Problem] {
        guard bytes > UploadLimits.maxBytesStrict else { return [] }
        let isError = bytes > UploadLimits.maxBytes
        let limit = isError ? UploadLimits.maxBytes : UploadLimits.maxBytesStrict
        return [
            Problem(
                .fileTooLarge, severity: isError ? .error : .warning, targets: .uploaders,
                place: place, arguments: ["limit": String(limit), "found": String(bytes)])
        ]
    }
}

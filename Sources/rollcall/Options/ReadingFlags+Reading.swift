internal import ProfileImport
internal import RollcallCSV

extension ReadingFlags {
    var dialect: Dialect {
        Dialect(delimiter: (delimiter ?? .comma).byte)
    }

    /// What the stages are told of the reading.
    func options(_ settings: Settings) throws(Failure) -> ReadingOptions {
        ReadingOptions(
            encoding: encoding, inflater: settings.inflater, dialect: dialect,
            header: try headerNames(), limits: settings.limits, workers: settings.workers,
            memory: settings.memory)
    }

    /// These flags as they were typed, for commands to copy.
    var flags: [String] {
        var flags: [String] = []
        if let encoding { flags += ["--encoding", encoding] }
        if let delimiter { flags += ["--delimiter", delimiter.text] }
        if let header { flags += ["--header", header] }
        return flags
    }

    /// The column names of `--header`, read as the one record that they are; `nil` without the flag.
    ///
    /// - Throws: status 66 when its file cannot be read, 64 when there is not exactly one record in it.
    func headerNames() throws(Failure) -> [[UInt8]]? {
        guard let header else { return nil }
        let bytes: [UInt8]
        if header.hasPrefix("@") {
            bytes = try TextFile.read(String(header.dropFirst()))
        } else {
            bytes = Array(header.utf8)
        }
        // On the command line the names are parted by commas, in a file as in the input itself.
        let dialect = header.hasPrefix("@") ? dialect : Dialect()
        guard let records = try? Array(Records(bytes: bytes, dialect: dialect)), records.count == 1 else {
            throw Failure(.usage, "--header takes one line of column names: a,b,c or @FILE.")
        }
        return records[0].map { Array($0.utf8) }
    }
}

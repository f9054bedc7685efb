internal import ProfileCSV

/// The folder of one run, `runs/<run>/` (design §3, §5): the record of its command, the space's
/// rules and the mapping as they were, the journal, the reports, the rejects, and a lock.
struct RunFolder: Sendable {
    let run: RunID
    let path: String

    init(_ run: RunID, in runs: String) {
        self.run = run
        path = runs + "/" + run.description
    }

    var recordPath: String { path + "/run.json" }
    var configurationPath: String { path + "/space.yaml" }
    var journalPath: String { path + "/journal" }
    var totalsPath: String { path + "/totals.json" }
    var reportsPath: String { path + "/reports.jsonl" }
    var rejectsPath: String { path + "/rejects.csv" }
    var errorsPath: String { path + "/errors.csv" }
    private var lockPath: String { path + "/lock" }

    /// Where the copy of standard input lies that stands at `number` in the list of files.
    func spoolPath(_ number: Int) -> String { path + "/" + Self.spoolPrefix + String(number) }

    /// Where the run's own hold on a file lies (`ImportOptions.keepsInputs`).
    func keptPath(_ number: Int) -> String { path + "/" + Self.keptPrefix + String(number) }

    static let spoolPrefix = "input-"
    static let keptPrefix = "kept-"

    /// Whether a path leads to a file of this folder whose name begins so.
    func holds(_ file: String, _ prefix: String) -> Bool {
        let parts = file.split(separator: "/")
        return parts.last?.hasPrefix(prefix) == true
            && FileSystem.absolute(FileSystem.folder(of: file)) == FileSystem.absolute(path)
    }

    var exists: Bool { FileSystem.exists(recordPath) }

    /// Makes the folder and takes its lock.
    func create() throws(ImportError) -> FileLock {
        do throws(SystemError) {
            try FileSystem.makeFolders(FileSystem.folder(of: path))
            // A folder without a record was left by a process that died before its run began.
            if exists || !FileSystem.isFolder(path) { try FileSystem.makeFolder(path) }
        } catch {
            throw ImportError(.cannotCreate, detail: error.detail, path: path)
        }
        return try lock()
    }

    /// - Throws: `runLocked` where another process works on the run.
    func lock() throws(ImportError) -> FileLock {
        do throws(SystemError) {
            if let lock = try FileLock(lockPath) { return lock }
        } catch {
            throw .system(error)
        }
        throw ImportError(
            .runLocked, detail: "another process is working on run \(run); wait until it has ended",
            path: path, run: run)
    }

    /// Whether another process works on the run.
    var isLocked: Bool {
        guard FileSystem.exists(lockPath) else { return false }
        // One that cannot even be opened is nobody's that we could wait for.
        guard let lock = try? FileLock(lockPath) else { return true }
        withExtendedLifetime(lock) {}
        return false
    }

    func write(_ record: RunRecord) throws(ImportError) {
        do {
            try FileSystem.write(record.json(), to: recordPath)
        } catch let error as SystemError {
            throw .system(error)
        } catch {
            throw ImportError(.bug, detail: "run.json: \(error)", path: recordPath, run: run)
        }
    }

    func record() throws(ImportError) -> RunRecord {
        do {
            return try RunRecord.parse(FileSystem.contents(recordPath))
        } catch let error as SystemError {
            throw .system(error)
        } catch let error as ImportError {
            throw ImportError(error.code, detail: error.detail, path: recordPath, run: run)
        } catch {
            throw ImportError(
                .unreadableRun, detail: "run.json cannot be read", path: recordPath, run: run)
        }
    }

    /// Keeps the space's rules and the mapping as they are now.
    func write(_ configuration: SpaceConfiguration) throws(ImportError) {
        do throws(SystemError) {
            try FileSystem.write(Array(configuration.yaml().utf8), to: configurationPath)
        } catch {
            throw .system(error)
        }
    }

    func configuration() throws(ImportError) -> SpaceConfiguration {
        do {
            let text = try FileSystem.contents(configurationPath)
            return try SpaceConfiguration.parse(
                String(decoding: text, as: UTF8.self), file: configurationPath)
        } catch let error as SystemError {
            throw .system(error)
        } catch {
            throw ImportError(
                .unreadableRun, detail: "\(error)", path: configurationPath, run: run)
        }
    }

    /// The totals of a finished run, `nil` of any other.
    var totals: ImportTotals? {
        guard let json = try? FileSystem.contents(totalsPath) else { return nil }
        return FinishedTotals.parse(json)
    }

    /// Whether the run may have sent anything.
    var hasBegun: Bool {
        (try? FileSystem.stamp(journalPath))?.size ?? 0 > 0
    }

    /// Says that the run is finished and removes what it no longer needs.
    func finish(_ totals: ImportTotals) throws(ImportError) {
        do throws(SystemError) {
            try FileSystem.write(totals.json(), to: totalsPath)
            for name in try FileSystem.names(in: path)
            where name == "journal" || name.hasPrefix(Self.spoolPrefix)
                || name.hasPrefix(Self.keptPrefix)
            {
                try FileSystem.remove(path + "/" + name)
            }
        } catch {
            throw .system(error)
        }
    }

    /// Makes a file the run's own: by another name of the same bytes, else by a copy.
    func keep(_ file: String, number: Int) async throws(ImportError) {
        let own = keptPath(number)
        do throws(SystemError) {
            if try FileSystem.link(file, to: own) { return try FileSystem.sync(folder: path) }
        } catch {
            throw ImportError(error.isMissing ? .noInput : .io, detail: error.detail, path: file)
        }
        try await InputSpool.copy(file, to: own)
    }

    /// Lets go of such files.
    func letGo() throws(ImportError) {
        do throws(SystemError) {
            for name in try FileSystem.names(in: path) where name.hasPrefix(Self.keptPrefix) {
                try FileSystem.remove(path + "/" + name)
            }
        } catch {
            throw .system(error)
        }
    }

    func remove() throws(ImportError) {
        do throws(SystemError) { try FileSystem.removeFolder(path) } catch { throw .system(error) }
    }
}

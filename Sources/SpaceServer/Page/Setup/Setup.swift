internal import ProfileCSV
internal import ProfileImport
internal import ProfileSpace
internal import RollcallCSV
internal import Synchronization

/// A file on its way through the guided setup. It lies on this server's disk until it is removed or its
/// session ends.
final class Setup: Sendable {
    /// How the file is read.
    struct Reading: Sendable, Hashable {
        var delimiter = UInt8(ascii: ",")
        /// `nil`: UTF-8, or UTF-16 where the file says so.
        var encoding: String?
    }

    /// What was decided so far, and what it came to.
    struct State: Sendable {
        var reading = Reading()
        /// `nil`: the one of space.yaml, if it has one.
        var mapping: Mapping?
        var target: Target
        var check: Work<Report>?
        /// The rejected rows, with and without their reasons, once somebody asked.
        var rejects: Work<SetupRejects>?
        /// The last corrected copy.
        var fix: Work<SetupFixPage.Copy>?
        var plans: [SetupPlanPage.Basis: Work<Plan>] = [:]
        var parts: [Target: Work<SetupDelivery.Parts>] = [:]
        /// In the order in which they were begun.
        var imports: [SetupDelivery.Import] = []
    }

    /// Nobody can guess it; names the file in addresses.
    let id: String
    /// The session that it belongs to.
    let session: Int
    let file: SpooledFile
    private let state: Mutex<State>

    init(_ file: SpooledFile, session: Session, target: Target) {
        id = Secrets.random(bits: 96)
        self.session = session.number
        self.file = file
        state = Mutex(State(target: target))
    }

    var now: State { state.withLock { $0 } }

    func change<R: Sendable>(_ body: (inout State) -> R) -> R { state.withLock { body(&$0) } }

    /// Another way of reading or another mapping: what was found before no longer holds.
    func forget() {
        let old = state.withLock { state in
            defer {
                state.check = nil
                state.rejects = nil
                state.fix = nil
                state.plans = [:]
                state.parts = [:]
            }
            return state
        }
        old.check?.cancel()
        old.rejects?.cancel()
        old.fix?.cancel()
        for work in old.plans.values { work.cancel() }
        for work in old.parts.values { work.cancel() }
    }

    /// The address of one of its pages.
    func path(_ page: String) -> String { "/setup/\(id)/\(page)" }
}

extension Setup {
    /// How stages read the file.
    func readingOptions(_ server: SpaceServer) -> ReadingOptions {
        let reading = now.reading
        return ReadingOptions(
            encoding: reading.encoding, dialect: Dialect(delimiter: reading.delimiter),
            workers: server.options.workers, memory: server.options.checkMemory)
    }

    /// The flags that say the same.
    var readingFlags: [String] {
        let reading = now.reading
        var flags: [String] = []
        if reading.delimiter == 0x09 {
            flags += ["--delimiter", "tab"]
        } else if reading.delimiter != UInt8(ascii: ",") {
            flags += ["--delimiter", String(Unicode.Scalar(reading.delimiter))]
        }
        if let encoding = reading.encoding { flags += ["--encoding", encoding] }
        return flags
    }

    /// A command on this file, in the words of a shell.
    func command(_ name: String, _ flags: [String] = [], _ server: SpaceServer) -> [String] {
        var words = ["rollcall", name, file.name] + flags
        if now.mapping != nil { words += ["--mapping", "mapping.yaml"] }
        return words + readingFlags + ["--space", server.space.directory]
    }

    /// The check of the file, begun when it is first asked for.
    func check(_ server: SpaceServer) -> Work<Report> {
        let (state, options) = (now, readingOptions(server))
        if let work = state.check { return work }
        let file = file
        let work: Work<Report> = server.work.start("check") { work in
            try await server.uploads.pass {
                let stage = CheckStage(
                    configuration: server.configuration, mapping: state.mapping,
                    options: CheckOptions(reading: options, target: state.target, maxProblems: 500),
                    survey: server.survey)
                var report = try await stage.check(file.path) { work.tell($0) }
                report.file = file.name
                return report
            }
        }
        return change { state in
            if let other = state.check {
                work.cancel()
                return other
            }
            state.check = work
            return work
        }
    }
}

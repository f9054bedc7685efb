internal import IdentifyMessages

/// What the space remembers beside profiles: runs and their rows, merges, links, violations, counts.
final class SpaceLog {
    private let selectRun, insertRun, selectMark, selectProfile, selectArrivals: RawStatement
    private let insertArrival, countRows, countProfiles: RawStatement
    private let insertMerge, insertLink, insertViolation, insertTraitName: RawStatement
    private let updateKind, reviveRun: RawStatement
    private var runsReceived: Set<Int> = []

    init(on database: OpaquePointer, path: String) throws(SpaceError) {
        func prepare(_ sql: String) throws(SpaceError) -> RawStatement {
            try RawStatement(sql, on: database, path: path)
        }
        selectRun = try prepare("SELECT id FROM runs WHERE run = ?1")
        insertRun = try prepare(
            "INSERT INTO runs (run, source, started_at, row_count, files) VALUES (?1, ?2, ?3, 0, ?4)")
        reviveRun = try prepare(
            "UPDATE runs SET undone_at = NULL WHERE id = ?1 AND undone_at IS NOT NULL")
        updateKind = try prepare("UPDATE runs SET kind = 'received' WHERE id = ?1 AND kind = 'run'")
        selectMark = try prepare(
            """
            SELECT first_mark + last_row - first_row + 1 FROM arrivals
            ORDER BY first_mark DESC LIMIT 1
            """)
        selectProfile = try prepare("SELECT coalesce(max(id), 0) + 1 FROM profiles")
        // Ranges of one file never overlap, so those that end before the wanted one come first.
        selectArrivals = try prepare(
            """
            SELECT first_row, last_row FROM arrivals
            WHERE run = ?1 AND file = ?2 AND first_row <= ?4 AND last_row >= ?3 ORDER BY first_row
            """)
        insertArrival = try prepare("INSERT INTO arrivals VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        countRows = try prepare("UPDATE runs SET row_count = row_count + ?2 WHERE id = ?1")
        countProfiles = try prepare("UPDATE space SET value = value + ?1 WHERE key = 'profiles'")
        insertMerge = try prepare(
            "INSERT INTO merges (survivor, merged, mark, at) VALUES (?1, ?2, ?3, ?4)")
        insertLink = try prepare("INSERT OR IGNORE INTO links VALUES (?1, ?2, ?3, ?4)")
        insertTraitName = try prepare("INSERT OR IGNORE INTO trait_names VALUES (?1, ?2)")
        insertViolation = try prepare(
            """
            INSERT INTO violations (mark, at, kind, type, value, profile)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """)
    }

    // MARK: Runs

    /// The run's number; a new run is noted.
    func number(of run: SpaceRun) throws(SpaceError) -> Int {
        if let known = try numberIfKnown(run.id) {
            // A run that was undone and comes again.
            reviveRun.bind(1, known)
            try reviveRun.run()
            return known
        }
        insertRun.bind(1, copy: run.id)
        insertRun.bind(2, copy: run.source)
        insertRun.bind(3, run.startedAt)
        if run.files.isEmpty {
            insertRun.bindNull(4)
        } else {
            run.filesJSON.withUnsafeBytes { insertRun.bind(4, copy: $0) }
        }
        try insertRun.run()
        return try numberIfKnown(run.id) ?? 0
    }

    private func numberIfKnown(_ run: String) throws(SpaceError) -> Int? {
        selectRun.bind(1, copy: run)
        defer { selectRun.reset() }
        return try selectRun.step() ? selectRun.int(0) : nil
    }

    /// Notes that rows of a run came one by one through a server: nothing is kept to undo them with.
    func markAsReceived(_ run: Int) throws(SpaceError) {
        guard runsReceived.insert(run).inserted else { return }
        updateKind.bind(1, run)
        try updateKind.run()
    }

    /// The mark of the next row to arrive; marks begin with 1.
    func nextMark() throws(SpaceError) -> Int {
        defer { selectMark.reset() }
        return try selectMark.step() ? selectMark.int(0) : 1
    }

    func nextProfile() throws(SpaceError) -> Int {
        defer { selectProfile.reset() }
        return try selectProfile.step() ? selectProfile.int(0) : 1
    }

    /// The rows of a range that the run has delivered.
    func received(_ range: RowRange, run: Int) throws(SpaceError) -> [RowRange] {
        selectArrivals.bind(1, run)
        selectArrivals.bind(2, range.file)
        selectArrivals.bind(3, range.first)
        selectArrivals.bind(4, range.last)
        defer { selectArrivals.reset() }
        var received: [RowRange] = []
        while try selectArrivals.step() {
            received.append(
                RowRange(file: range.file, first: selectArrivals.int(0), last: selectArrivals.int(1)))
        }
        return received
    }

    /// - Parameter time: when the rows were received, milliseconds since 1970.
    func arrive(_ range: RowRange, firstMark: Int, run: Int, at time: Int) throws(SpaceError) {
        insertArrival.bind(1, firstMark)
        insertArrival.bind(2, run)
        insertArrival.bind(3, range.file)
        insertArrival.bind(4, range.first)
        insertArrival.bind(5, range.last)
        insertArrival.bind(6, time)
        try insertArrival.run()
        countRows.bind(1, run)
        countRows.bind(2, range.last - range.first + 1)
        try countRows.run()
    }

    // MARK: Profiles

    func countProfiles(adding count: Int) throws(SpaceError) {
        countProfiles.bind(1, count)
        try countProfiles.run()
    }

    func merge(_ merged: Int, into survivor: Int, mark: Int, time: Int) throws(SpaceError) {
        insertMerge.bind(1, survivor)
        insertMerge.bind(2, merged)
        insertMerge.bind(3, mark)
        insertMerge.bind(4, time)
        try insertMerge.run()
    }

    func link(_ profile: Int, _ group: Bytes, mark: Int, time: Int) throws(SpaceError) {
        insertLink.bind(1, profile)
        insertLink.bind(2, text: group)
        insertLink.bind(3, mark)
        insertLink.bind(4, time)
        try insertLink.run()
    }

    /// Notes the name of a trait, as JSON writes it, unless it is known.
    func traitName(_ name: Bytes, mark: Int) throws(SpaceError) {
        insertTraitName.bind(1, text: name)
        insertTraitName.bind(2, mark)
        try insertTraitName.run()
    }

    func violation(
        _ kind: String, mark: Int, time: Int, type: String?, value: Bytes?, profile: Int?
    ) throws(SpaceError) {
        insertViolation.bind(1, mark)
        insertViolation.bind(2, time)
        insertViolation.bind(3, copy: kind)
        if let type { insertViolation.bind(4, copy: type) } else { insertViolation.bindNull(4) }
        if let value { insertViolation.bind(5, text: value) } else { insertViolation.bindNull(5) }
        insertViolation.bind(6, profile)
        try insertViolation.run()
    }
}

/// What the space keeps of messages that came outside of imports: their IDs, events, the debugger's
/// lists, counts, accounts' traits.
final class SourceLog {
    /// Messages that the debugger keeps of each source.
    static let debuggerSize = 500
    /// Messages of a source that one transaction shows to the debugger: a sample under load.
    static let debuggerSample = 100
    /// Minutes that counts are kept: 30 days, twice what a delivery overview compares.
    static let keptMinutes = 30 * 24 * 60

    private struct CountKey: Hashable {
        var minute: Int
        var source: Int
        var verdict: String
        var code: String
        var type: String
        var name: String
    }

    private struct Shown {
        var source: Int
        var receivedAt: Int
        var type: String
        var name: [UInt8]
        var verdict: MessageVerdict
        var profile: Int?
        /// Lives until `flush`.
        var message: Bytes
    }

    private let selectSource, insertSource, selectID, insertID, insertEvent: RawStatement
    private let selectAccount, writeAccount, insertShown, cutShown, addCount, cutCounts: RawStatement
    private let selectSourceRun, insertSourceRun: RawStatement
    private var counts: [CountKey: Int] = [:]
    private var shown: [Int: [Shown]] = [:]
    private var lastCut = 0

    init(on database: OpaquePointer, path: String) throws(SpaceError) {
        func prepare(_ sql: String) throws(SpaceError) -> RawStatement {
            try RawStatement(sql, on: database, path: path)
        }
        selectSource = try prepare("SELECT id FROM sources WHERE name = ?1")
        insertSource = try prepare("INSERT INTO sources (name, created_at) VALUES (?1, ?2)")
        selectSourceRun = try prepare("SELECT id FROM runs WHERE run = ?1")
        insertSourceRun = try prepare(
            """
            INSERT INTO runs (run, source, started_at, row_count, kind) VALUES (?1, ?2, ?3, 0, 'source')
            """)
        selectID = try prepare("SELECT 1 FROM message_ids WHERE id = ?1")
        insertID = try prepare("INSERT INTO message_ids VALUES (?1, ?2)")
        insertEvent = try prepare(
            "INSERT INTO events (profile, at, mark, type, name, message) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        selectAccount = try prepare("SELECT traits FROM accounts WHERE group_id = ?1")
        writeAccount = try prepare(
            """
            INSERT INTO accounts VALUES (?1, ?2, ?2, ?3, ?4) ON CONFLICT (group_id)
            DO UPDATE SET updated_at = ?2, mark = ?3, traits = ?4
            """)
        insertShown = try prepare(
            """
            INSERT INTO debugger (source, received_at, type, name, verdict, code, profile, message)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """)
        cutShown = try prepare(
            """
            DELETE FROM debugger WHERE source = ?1 AND id <= (
                SELECT id FROM debugger WHERE source = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
            """)
        addCount = try prepare(
            """
            INSERT INTO counts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT DO UPDATE SET count = count + ?7
            """)
        cutCounts = try prepare("DELETE FROM counts WHERE minute < ?1")
    }

    // MARK: Sources and IDs

    /// The number of a source; a new one is noted.
    func number(ofSource name: String, at time: Int) throws(SpaceError) -> Int {
        if let known = try number(name, selectSource) { return known }
        insertSource.bind(1, copy: name)
        insertSource.bind(2, time)
        try insertSource.run()
        return try number(name, selectSource) ?? 0
    }

    /// The number under which a source's messages outside of runs arrive.
    func run(ofSource name: String, at time: Int) throws(SpaceError) -> Int {
        // No run has a colon in its ID.
        let run = "source:" + name
        if let known = try number(run, selectSourceRun) { return known }
        insertSourceRun.bind(1, copy: run)
        insertSourceRun.bind(2, copy: name)
        insertSourceRun.bind(3, time)
        try insertSourceRun.run()
        return try number(run, selectSourceRun) ?? 0
    }

    private func number(_ name: String, _ select: RawStatement) throws(SpaceError) -> Int? {
        select.bind(1, copy: name)
        defer { select.reset() }
        return try select.step() ? select.int(0) : nil
    }

    func isKnown(_ id: Bytes) throws(SpaceError) -> Bool {
        selectID.bind(1, text: id)
        defer { selectID.reset() }
        return try selectID.step()
    }

    func remember(_ id: Bytes, mark: Int) throws(SpaceError) {
        insertID.bind(1, mark)
        insertID.bind(2, text: id)
        try insertID.run()
    }

    // MARK: Events and accounts

    func event(_ message: BatchContent.Message, of profile: Int) throws(SpaceError) {
        insertEvent.bind(1, profile)
        insertEvent.bind(2, message.time)
        insertEvent.bind(3, message.mark)
        insertEvent.bind(4, copy: message.kind.rawValue)
        insertEvent.bind(5, text: message.name)
        insertEvent.bind(6, text: message.whole)
        try insertEvent.run()
    }

    /// Merges the traits of a Group call into those of the account.
    func account(_ message: BatchContent.Message) throws(SpaceError) {
        selectAccount.bind(1, text: message.group)
        let known: [UInt8]? = try selectAccount.step() ? [UInt8](selectAccount.text(0)) : nil
        selectAccount.reset()
        var traits = AccountTraits()
        if let known { known.withUnsafeBytes { traits.add($0) } }
        traits.add(message.accountTraits)
        writeAccount.bind(1, text: message.group)
        writeAccount.bind(2, message.time)
        writeAccount.bind(3, message.mark)
        traits.json().withUnsafeBytes { writeAccount.bind(4, copy: $0) }
        try writeAccount.run()
    }

    // MARK: Debugger and counts

    /// Notes a message for the debugger and the counts.
    ///
    /// - Parameter message: lives until `flush`.
    func note(
        _ message: Bytes, type: String, name: [UInt8], _ verdict: MessageVerdict, profile: Int?,
        source: Int, receivedAt: Int
    ) {
        let key = CountKey(
            minute: receivedAt / 60_000, source: source, verdict: verdict.name, code: verdict.code,
            type: type, name: type == "track" ? String(decoding: name, as: UTF8.self) : "")
        counts[key, default: 0] += 1
        var list = shown[source] ?? []
        // Twice the sample, so that dropping the older half is rare.
        if list.count >= 2 * Self.debuggerSample { list.removeFirst(Self.debuggerSample) }
        list.append(
            Shown(
                source: source, receivedAt: receivedAt, type: type, name: name, verdict: verdict,
                profile: profile, message: message))
        shown[source] = list
    }

    /// Writes what was noted.
    func flush() throws(SpaceError) {
        for (source, list) in shown.sorted(by: { $0.key < $1.key }) {
            for one in list.suffix(Self.debuggerSample) { try show(one) }
            cutShown.bind(1, source)
            cutShown.bind(2, Self.debuggerSize)
            try cutShown.run()
        }
        for (key, count) in counts { try add(count, to: key) }
        let minute = counts.keys.map(\.minute).max() ?? 0
        if minute > lastCut {
            lastCut = minute
            cutCounts.bind(1, minute - Self.keptMinutes)
            try cutCounts.run()
        }
        clear()
    }

    /// Forgets what was noted.
    func clear() {
        shown.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
    }

    private func show(_ one: Shown) throws(SpaceError) {
        insertShown.bind(1, one.source)
        insertShown.bind(2, one.receivedAt)
        insertShown.bind(3, copy: one.type)
        one.name.withUnsafeBytes { insertShown.bind(4, copy: $0) }
        insertShown.bind(5, copy: one.verdict.name)
        insertShown.bind(6, copy: one.verdict.code)
        insertShown.bind(7, one.profile)
        insertShown.bind(8, text: one.message)
        try insertShown.run()
    }

    private func add(_ count: Int, to key: CountKey) throws(SpaceError) {
        addCount.bind(1, key.minute)
        addCount.bind(2, key.source)
        addCount.bind(3, copy: key.verdict)
        addCount.bind(4, copy: key.code)
        addCount.bind(5, copy: key.type)
        addCount.bind(6, copy: key.name)
        addCount.bind(7, count)
        try addCount.run()
    }
}

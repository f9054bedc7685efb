internal import GRDB
internal import IdentifyMessages
internal import IdentityResolution

/// Applies batches to the database, piece by piece: reads what a piece touches, resolves its messages in
/// order in memory, writes what changed. Statements are prepared once and keys are visited in order.
///
/// Only used on the connection that writes, inside a transaction that the caller opens and commits.
final class SpaceWriter {
    private let rules: IdentityRules
    private let resolver: Resolver
    private let feed: BatchFeed
    private let rows: ProfileRows
    let lookup: LookupTable
    let log: SpaceLog
    let sources: SourceLog
    private let undo: UndoLog
    /// For messages that come outside of batches.
    let received: BatchContent
    private let segmentIDs: SegmentID
    private let pool = ProfilePool()
    @exclusivity(unchecked) private var resolution = Resolution()
    /// Names that `trait_names` is known to hold.
    private var traitNames: Set<[UInt8]> = []

    init(
        _ rules: IdentityRules, key: IdentifierHash, session: UInt64, on database: Database,
        path: String
    ) throws(SpaceError) {
        guard let connection = database.sqliteConnection else {
            throw SpaceError(.io, detail: "the space \(path) is closed")
        }
        let hashes = rules.rules.map { key.forType(Array($0.type.utf8)) }
        self.rules = rules
        resolver = Resolver(rules)
        feed = BatchFeed { BatchContent(rules, hashes: hashes) }
        rows = try ProfileRows(rules, hashes: hashes, on: connection, path: path)
        lookup = try LookupTable(on: connection, path: path)
        log = try SpaceLog(on: connection, path: path)
        sources = try SourceLog(on: connection, path: path)
        undo = try UndoLog(on: connection, path: path)
        received = BatchContent(rules, hashes: hashes)
        segmentIDs = SegmentID(session: session)
    }

    /// To be called at the beginning of every transaction.
    func begin() throws(SpaceError) { try lookup.begin(profiles: try log.nextProfile() - 1) }

    /// To be called at the end of every transaction. Look-ups wait until then: of a large space, those
    /// of one batch alone touch nearly every page of their table.
    func flush() throws(SpaceError) { try lookup.flush() }

    /// Applies one batch of a run. Rows that the run has delivered before are skipped.
    ///
    /// - Parameter now: milliseconds since 1970, for the IDs of new profiles.
    func apply(_ batch: Batch, of run: SpaceRun, now: Int) throws(SpaceError) -> Receipt {
        let runNumber = try log.number(of: run)
        let fresh = try BatchRows(batch.rows, nextMark: try log.nextMark()) {
            (range) throws(SpaceError) in try log.received(range, run: runNumber)
        }
        let arrivals = fresh.fresh
        guard let first = arrivals.first else { return Receipt() }
        try undo.begin(run: runNumber, nextMark: first.firstMark)
        var rejections: [Receipt.Rejection] = []
        try feed.forEachPiece(of: batch, fresh, defaultTime: run.startedAt) {
            (content) throws(SpaceError) in
            try apply(content, now: now, undo: undo)
            rejections += content.rejections
        }
        for arrival in arrivals {
            try log.arrive(arrival.range, firstMark: arrival.firstMark, run: runNumber, at: now)
        }
        return Receipt(rejections: rejections.sorted { $0.message < $1.message })
    }

    /// Applies messages that were read.
    ///
    /// - Parameters:
    ///   - undo: for messages of a run.
    ///   - resolved: hears of each message that a profile got.
    func apply(
        _ content: BatchContent, now: Int, undo: UndoLog? = nil,
        resolved: ((Int, Int) -> Void)? = nil
    ) throws(SpaceError) {
        let world = BatchWorld(content, pool: pool, firstNewID: try log.nextProfile())
        defer { world.giveBack() }
        if !lookup.isEmpty { try find(in: world) }
        try resolve(in: world, now: now, resolved)
        try store(world, undo)
        let mark = content.messages.first?.mark ?? 0
        for name in content.names.names where traitNames.insert([UInt8](name)).inserted {
            try log.traitName(name, mark: mark)
        }
    }

    // MARK: Reading

    /// Loads every profile that holds an identifier of the piece. The first identifier of each message
    /// comes first: it mostly leads to a profile that holds the others, which then need no look-up.
    private func find(in world: BatchWorld) throws(SpaceError) {
        let content = world.content
        var wanted: [Int] = []
        for message in content.messages {
            if let first = content.candidates[message.candidates].first(where: { !$0.isBlocked }) {
                want(first.identifier, of: content, &wanted)
            }
        }
        try load(wanted, into: world)
        wanted.removeAll(keepingCapacity: true)
        for number in 0..<content.identifiers.count { want(number, of: content, &wanted) }
        try load(wanted, into: world)
    }

    private func want(_ number: Int, of content: BatchContent, _ wanted: inout [Int]) {
        let entry = content.identifiers[number]
        guard !entry.isLookedUp, !entry.isBlocked, entry.profile < 0 else { return }
        content.identifiers.markLookedUp(number)
        if lookup.mayHold(entry.hash) { wanted.append(number) }
    }

    private func load(_ wanted: [Int], into world: BatchWorld) throws(SpaceError) {
        let content = world.content
        var keys = wanted.map { Int(truncatingIfNeeded: content.identifiers[$0].hash) }
        keys.sort()
        var profiles: [Int] = []
        for key in keys { try lookup.profiles(holding: key, into: &profiles) }
        profiles.sort()
        var previous = -1
        for id in profiles where id != previous {
            previous = id
            if world[id] != nil { continue }
            if let profile = try rows.load(id, into: content, pool) {
                world.add(profile)
            }
        }
    }

    // MARK: Resolving

    private func resolve(
        in world: BatchWorld, now: Int, _ resolved: ((Int, Int) -> Void)?
    ) throws(SpaceError) {
        let content = world.content
        for message in content.messages {
            resolver.resolve(
                content.candidates[message.candidates], at: message.time, in: world, into: &resolution)
            let profile = world.apply(resolution, of: message) { number in
                content.arena.copy(segmentIDs.text(profile: number, milliseconds: now))
            }
            for violation in resolution.violations {
                let entry = violation.left.map { content.identifiers[$0.identifier] }
                try log.violation(
                    violation.kind.rawValue, mark: message.mark, time: message.time,
                    type: entry.map { rules.rules[Int($0.rule)].type }, value: entry?.value,
                    profile: profile?.id)
            }
            if message.kind == .group, !message.group.isEmpty, !message.accountTraits.isEmpty {
                try sources.account(message)
            }
            guard let profile else {
                try log.violation(
                    Violation.noIdentifiersError, mark: message.mark, time: message.time, type: nil,
                    value: nil, profile: nil)
                content.reject(message.index, Violation.noIdentifiersError)
                continue
            }
            if !message.group.isEmpty {
                try log.link(profile.id, message.group, mark: message.mark, time: message.time)
            }
            if message.kind.isEvent { try sources.event(message, of: profile.id) }
            resolved?(message.index, profile.id)
        }
    }

    // MARK: Writing

    private func store(_ world: BatchWorld, _ undo: UndoLog?) throws(SpaceError) {
        for profile in world.changed() {
            try rows.write(profile, names: world.content.names.names, undo: undo)
            for (held, detail) in zip(profile.held, profile.details)
            where held.rule >= 0 && detail.storedUnder != profile.id {
                let hash = Int(truncatingIfNeeded: detail.hash)
                lookup.add(.init(hash: hash, profile: profile.id))
                if detail.storedUnder >= 0 {
                    lookup.remove(.init(hash: hash, profile: detail.storedUnder))
                }
            }
        }
        for merge in world.merges {
            try log.merge(merge.merged, into: merge.survivor, mark: merge.mark, time: merge.time)
        }
        try log.countProfiles(adding: world.created.count - world.merges.count)
    }
}

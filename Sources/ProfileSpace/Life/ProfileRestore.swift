internal import GRDB
internal import IdentifyMessages
internal import IdentityResolution

/// Puts exported profiles into a space that has none, wholly or not at all: they have the IDs, the
/// identifiers with their times, the traits, merges and links that they had. Nothing is resolved anew.
///
/// ```swift
/// let restore = try ProfileRestore(into: space, as: SpaceRun(id: "R", startedAt: now))
/// for page in pages { try restore.add(page) }
/// let count = try restore.finish()
/// ```
/// A value that goes away before `finish` leaves the space as it was.
public final class ProfileRestore {
    /// Rows of `lookup` kept back, to be stored in the order of their keys: 16 MB.
    private static let maxPending = 1_000_000

    private let space: Space
    private let connection: DatabaseQueue
    private let now: Int
    private let run: Int
    private var tables: Tables?
    private var pending: [LookupTable.Row] = []
    private var hashes: [String: IdentifierHash] = [:]
    private var traitNames: Set<[UInt8]> = []
    private var count = 0

    private struct Tables {
        let profile, lookup: RawStatement
        let log: SpaceLog
    }

    /// Begins, and keeps other writers waiting until the end.
    ///
    /// - Parameter run: what the profiles are said to come from.
    /// - Throws: `refused` where the space has profiles, `busy` where another process writes.
    public init(into space: Space, as run: SpaceRun) throws(SpaceError) {
        self.space = space
        now = run.startedAt
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(space.options.busyTimeout)
            // One transaction over many calls, on a connection of its own.
            configuration.allowsUnsafeTransactions = true
            connection = try DatabaseQueue(
                path: SpaceFolder.database(in: space.directory), configuration: configuration)
            let path = space.directory
            (self.run, tables) = try connection.inDatabase { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                try database.beginTransaction(.immediate)
                guard try Int.fetchOne(database, sql: "SELECT id FROM profiles LIMIT 1") == nil,
                    let handle = database.sqliteConnection
                else {
                    throw SpaceError(
                        .refused, detail: "the space \(path) has profiles; an export goes into an empty one")
                }
                let log = try SpaceLog(on: handle, path: path)
                let number = try log.number(of: run)
                // Nothing is kept to undo it with: `space reset` does that.
                try database.execute(sql: "UPDATE runs SET is_final = 1 WHERE id = ?", arguments: [number])
                let profile = try RawStatement(
                    "INSERT INTO profiles VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, NULL)",
                    on: handle, path: path)
                let lookup = try RawStatement(
                    "INSERT INTO lookup VALUES (?1, ?2)", on: handle, path: path)
                return (number, Tables(profile: profile, lookup: lookup, log: log))
            }
        } catch {
            throw SpaceError(error, path: space.directory)
        }
    }

    deinit {
        guard tables != nil else { return }
        tables = nil
        // Nothing was finished: the end of the connection undoes it.
        try? connection.close()
    }

    /// Adds profiles, in the order of the export.
    ///
    /// - Throws: `refused` for an ID that is no space's or that was there before.
    public func add(_ profiles: [Profile]) throws(SpaceError) {
        do {
            try connection.inDatabase { _ in
                for profile in profiles { try add(profile) }
                if pending.count >= Self.maxPending { try flush() }
            }
        } catch {
            throw SpaceError(error, path: space.directory)
        }
    }

    /// Makes everything durable.
    ///
    /// - Returns: how many profiles there are now.
    /// - Throws: `refused` where two of them hold one identifier.
    public func finish() throws(SpaceError) -> Int {
        do {
            try connection.inDatabase { database in
                try flush()
                try checkHolders(database)
                if count > 0 {
                    try tables?.log.arrive(
                        RowRange(file: 1, first: 1, last: count), firstMark: 1, run: run, at: now)
                }
                try tables?.log.countProfiles(adding: count)
                try database.commit()
                // Statements end before their connection.
                tables = nil
            }
            try connection.close()
        } catch {
            throw SpaceError(error, path: space.directory)
        }
        space.forgetWriter()
        return count
    }

    // MARK: One profile

    private func add(_ profile: Profile) throws(SpaceError) {
        count += 1
        let number = try number(profile.segmentID)
        let merged = Dictionary(grouping: profile.merges, by: \.survivor).mapValues(\.count)
        try insert(
            number, profile.segmentID, created: profile.createdAt, updated: profile.updatedAt,
            mergedInto: nil, merges: merged[profile.segmentID] ?? 0,
            identifiers: identifiers(profile), traits: traits(profile))
        for merge in profile.merges {
            let (survivor, other) = (try self.number(merge.survivor), try self.number(merge.merged))
            try insert(
                other, merge.merged, created: merge.at, updated: merge.at, mergedInto: survivor,
                merges: merged[merge.merged] ?? 0, identifiers: Array("[]".utf8),
                traits: Array("{}".utf8))
            try tables?.log.merge(other, into: survivor, mark: count, time: merge.at)
        }
        for link in profile.links {
            try link.groupID.withUnsafeBufferPointer { (group) throws(SpaceError) in
                try tables?.log.link(number, Bytes(group), mark: count, time: link.at)
            }
        }
        for identity in profile.identities {
            let hash = hashes[identity.type] ?? space.hash.forType(Array(identity.type.utf8))
            hashes[identity.type] = hash
            let key = identity.value.withUnsafeBytes { hash($0) }
            pending.append(.init(hash: Int(truncatingIfNeeded: key), profile: number))
        }
    }

    private func number(_ id: String) throws(SpaceError) -> Int {
        guard let number = SegmentID.profile(in: id), number > 0,
            number < 1 << UndoLog.profileBits
        else { throw SpaceError(.refused, detail: "“\(id)” is no profile ID of a space") }
        return number
    }

    private func insert(
        _ number: Int, _ id: String, created: Int, updated: Int, mergedInto: Int?, merges: Int,
        identifiers: [UInt8], traits: [UInt8]
    ) throws(SpaceError) {
        guard let statement = tables?.profile else { return }
        statement.bind(1, number)
        statement.bind(2, copy: id)
        statement.bind(3, created)
        statement.bind(4, updated)
        statement.bind(5, count)
        statement.bind(6, mergedInto)
        statement.bind(7, merges)
        identifiers.withUnsafeBytes { statement.bind(8, copy: $0) }
        traits.withUnsafeBytes { statement.bind(9, copy: $0) }
        do throws(SpaceError) {
            try statement.run()
        } catch {
            guard error.code == .exists else { throw error }
            throw SpaceError(.refused, detail: "the export has the profile \(id) twice")
        }
    }

    private func identifiers(_ profile: Profile) -> [UInt8] {
        var buffer = JSONBuffer(capacity: 1 << 10)
        buffer.append("[" as StaticString)
        for (index, identity) in profile.identities.enumerated() {
            buffer.append(index > 0 ? ",[" as StaticString : "[" as StaticString)
            buffer.appendString(Array(identity.type.utf8))
            buffer.append("," as StaticString)
            buffer.appendString(identity.value)
            buffer.append("," as StaticString)
            buffer.append(decimal: identity.addedAt)
            buffer.append("," as StaticString)
            buffer.append(decimal: count)
            buffer.append("]" as StaticString)
        }
        buffer.append("]" as StaticString)
        return buffer.withBytes { [UInt8]($0) }
    }

    private func traits(_ profile: Profile) throws(SpaceError) -> [UInt8] {
        var buffer = JSONBuffer(capacity: 1 << 10)
        buffer.append("{" as StaticString)
        for (index, trait) in profile.traits.enumerated() {
            if index > 0 { buffer.append("," as StaticString) }
            buffer.appendString(trait.name)
            buffer.append(":" as StaticString)
            buffer.append(trait.json)
            if traitNames.insert(trait.name).inserted {
                var name = JSONBuffer(capacity: 256)
                trait.name.withUnsafeBytes { name.appendEscaped($0) }
                let canonical = name.withBytes { [UInt8]($0) }
                try canonical.withUnsafeBufferPointer { (bytes) throws(SpaceError) in
                    try tables?.log.traitName(Bytes(bytes), mark: count)
                }
            }
        }
        buffer.append("}" as StaticString)
        return buffer.withBytes { [UInt8]($0) }
    }

    // MARK: Look-ups

    private func flush() throws(SpaceError) {
        pending.sort()
        for (index, row) in pending.enumerated() where index == 0 || row != pending[index - 1] {
            tables?.lookup.bind(1, row.hash)
            tables?.lookup.bind(2, row.profile)
            try tables?.lookup.run()
        }
        pending.removeAll(keepingCapacity: true)
    }

    /// No identifier leads to two profiles.
    private func checkHolders(_ database: Database) throws {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT a.segment_id AS one, b.segment_id AS other, a.type AS type
                FROM lookup AS x JOIN lookup AS y ON x.hash = y.hash AND x.profile < y.profile
                    JOIN identifiers AS a ON a.profile = x.profile
                    JOIN identifiers AS b ON b.profile = y.profile
                        AND a.type = b.type AND a.value = b.value
                LIMIT 1
                """)
        guard let row else { return }
        throw SpaceError(
            .refused,
            detail: "the profiles \(row["one"] as String) and \(row["other"] as String) hold the same "
                + "\(row["type"] as String)")
    }
}

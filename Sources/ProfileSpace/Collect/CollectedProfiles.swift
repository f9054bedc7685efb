internal import GRDB
public import IdentityResolution
internal import Synchronization

/// Profiles of another space, gathered piece by piece from a Profile API or the tables of an export,
/// in a database file of their own: they are as many as they are, whatever the memory.
///
/// Use: `add(_:)` as often as there is something, then `finish()`, then the look-ups.
public final class CollectedProfiles: KnownProfiles {
    /// One thing that is known of a profile. Owners are whatever tells profiles apart where they come
    /// from: `use_…`.
    public enum Fact: Sendable, Hashable {
        /// An identifier and when it was added, milliseconds since 1970.
        case identifier(owner: String, type: String, value: [UInt8], addedAt: Int)
        /// The profile holds the identifier no more.
        case removed(owner: String, type: String, value: [UInt8])
        /// A trait's value as JSON, and its place in time.
        case trait(owner: String, name: [UInt8], json: [UInt8], order: Int)
        /// One profile has become part of another.
        case merge(owner: String, into: String)
        /// An identifier was looked for, when, milliseconds since 1970; nothing else says that nobody
        /// holds it.
        case asked(type: String, value: [UInt8], at: Int)
    }

    public let hash = IdentifierHash(0x636F_6C6C_6563_7465, 0x6470_726F_6669_6C65)
    private let rules: IdentityRules
    private let queue: DatabaseQueue
    private let path: String
    private let total = Counter()

    /// - Parameters:
    ///   - path: a file that is kept, so that gathering can go on later; `nil`: none is kept.
    /// - Throws: when the file cannot be made or is something else.
    public init(path: String?, rules: IdentityRules) throws(SpaceError) {
        self.rules = rules
        // SQLite's own temporary database: on disk when memory is short, gone with the connection.
        self.path = path ?? ""
        do {
            var configuration = Configuration()
            configuration.prepareDatabase { database in
                try database.execute(sql: "PRAGMA cache_size = -32768; PRAGMA synchronous = NORMAL")
            }
            queue = try DatabaseQueue(path: self.path, configuration: configuration)
            try queue.write { try $0.execute(sql: Self.schema) }
        } catch {
            throw SpaceError(error, path: self.path)
        }
    }

    public var count: Int { total.value }

    // MARK: Gathering

    /// Takes in facts, in one transaction.
    public func add(_ facts: [Fact]) throws(LookupError) {
        try use { database in
            for fact in facts { try self.add(fact, to: database) }
        }
    }

    /// Whether an identifier needs no look-up: it was asked for, or a known profile holds it.
    ///
    /// - Parameter since: what was asked before that is out of date.
    public func knows(type: String, value: [UInt8], since: Int) throws(LookupError) -> Bool {
        let key = key(type, value)
        return try use { database in
            try Bool.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM asked WHERE hash = ?1 AND at >= ?2)
                        """), arguments: [key, since]) ?? false
        }
    }

    private func add(_ fact: Fact, to database: Database) throws {
        func run(_ sql: String, _ arguments: StatementArguments) throws {
            try database.cachedStatement(sql: sql).execute(arguments: arguments)
        }
        switch fact {
        case .identifier(let owner, let type, let value, let addedAt):
            try run(
                """
                INSERT INTO identifiers VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT DO UPDATE SET added_at = min(added_at, excluded.added_at)
                """,
                [owner, type, String(decoding: value, as: UTF8.self), addedAt, key(type, value)])
        case .removed(let owner, let type, let value):
            try run(
                "DELETE FROM identifiers WHERE owner = ?1 AND type = ?2 AND value = ?3",
                [owner, type, String(decoding: value, as: UTF8.self)])
        case .trait(let owner, let name, let json, let order):
            try run(
                """
                INSERT INTO traits VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET json = excluded.json, place = excluded.place
                WHERE excluded.place >= place
                """,
                [
                    owner, String(decoding: name, as: UTF8.self),
                    String(decoding: json, as: UTF8.self), order,
                ])
        case .merge(let owner, let survivor):
            guard owner != survivor else { return }
            try run("INSERT OR REPLACE INTO merged VALUES (?1, ?2)", [owner, survivor])
        case .asked(let type, let value, let at):
            try run("INSERT OR REPLACE INTO asked VALUES (?1, ?2)", [key(type, value), at])
        }
    }

    private func key(_ type: String, _ value: [UInt8]) -> Int {
        let hash = hash.forType(Array(type.utf8))
        return Int(Int64(bitPattern: value.withUnsafeBytes { hash($0) }))
    }

    /// Follows merges to their ends and numbers the profiles by age. Call it before looking up.
    public func finish() throws(LookupError) {
        total.value = try use { database in
            try database.execute(sql: Self.following)
            // Each round halves the way to the end; a circle, which no space makes, ends here too.
            for _ in 0..<64 {
                try database.execute(sql: Self.shortening)
                if database.changesCount == 0 { break }
            }
            try database.execute(sql: Self.numbering)
            return try Int.fetchOne(database, sql: "SELECT count(*) FROM numbered") ?? 0
        }
    }

    private func use<R: Sendable>(_ work: (Database) throws -> R) throws(LookupError) -> R {
        do {
            return try queue.write(work)
        } catch {
            let failure = SpaceError(error, path: path)
            throw LookupError(failure.code == .busy ? .tryLater : .io, detail: failure.detail)
        }
    }

    // MARK: Looking up

    /// Profiles under these hashes.
    public func holders(of hashes: [UInt64]) async throws(LookupError) -> [Holder] {
        try use { database in
            let statement = try database.cachedStatement(sql: Self.holding)
            var found: [Holder] = []
            for hash in hashes {
                let numbers = try Int.fetchAll(
                    statement, arguments: [Int(Int64(bitPattern: hash))])
                found += numbers.map { Holder(hash: hash, profile: $0) }
            }
            return found
        }
    }

    /// Profiles by number.
    public func profiles(_ numbers: [Int]) async throws(LookupError) -> KnownBlock {
        try use { database in
            var found = KnownBlock()
            for number in numbers {
                let row = try Row.fetchOne(
                    database.cachedStatement(
                        sql: "SELECT owner, merges FROM numbered WHERE number = ?1"),
                    arguments: [number])
                guard let row else { continue }
                Array((row["owner"] as String).utf8).withUnsafeBytes {
                    found.add(number: number, id: $0, mergeCount: row["merges"])
                }
                try self.addIdentifiers(of: number, to: &found, database)
                try self.addTraits(of: number, to: &found, database)
            }
            return found
        }
    }

    private func addIdentifiers(
        of number: Int, to block: inout KnownBlock, _ database: Database
    ) throws {
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: Self.identifiersOf), arguments: [number])
        for row in rows {
            let rule = rules.index(ofType: row["type"] as String) ?? -1
            Array((row["value"] as String).utf8).withUnsafeBytes {
                block.addIdentifier(rule: rule, value: $0, addedAt: row["added_at"])
            }
        }
    }

    private func addTraits(
        of number: Int, to block: inout KnownBlock, _ database: Database
    ) throws {
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: Self.traitsOf), arguments: [number])
        var seen: Set<[UInt8]> = []
        for row in rows {
            let name = Array((row["name"] as String).utf8)
            // The newest comes first; profiles that were merged may have it too.
            guard seen.insert(name).inserted else { continue }
            let json = Array((row["json"] as String).utf8)
            name.withUnsafeBytes { name in
                json.withUnsafeBytes { block.addTrait(name: name, json: $0, order: row["place"]) }
            }
        }
    }

    /// All names of traits that were gathered.
    public func traitNames() async throws(LookupError) -> Set<[UInt8]>? {
        try use { database in
            Set(
                try String.fetchAll(database, sql: "SELECT DISTINCT name FROM traits")
                    .map { Array($0.utf8) })
        }
    }
}

extension CollectedProfiles {
    private static let schema = """
        CREATE TABLE IF NOT EXISTS identifiers (
            owner TEXT NOT NULL, type TEXT NOT NULL, value TEXT NOT NULL, added_at INTEGER NOT NULL,
            hash INTEGER NOT NULL, PRIMARY KEY (owner, type, value)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS traits (
            owner TEXT NOT NULL, name TEXT NOT NULL, json TEXT NOT NULL, place INTEGER NOT NULL,
            PRIMARY KEY (owner, name)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS merged (owner TEXT PRIMARY KEY, survivor TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS asked (hash INTEGER PRIMARY KEY, at INTEGER NOT NULL);
        """

    /// Where each merged profile ends: at first in the one that took it in.
    private static let following = """
        DROP TABLE IF EXISTS temp.ends;
        CREATE TEMP TABLE ends (owner TEXT PRIMARY KEY, last TEXT NOT NULL) WITHOUT ROWID;
        INSERT INTO ends SELECT owner, survivor FROM merged;
        """

    private static let shortening = """
        UPDATE ends SET last = (SELECT next.last FROM ends AS next WHERE next.owner = ends.last)
        WHERE EXISTS (
            SELECT 1 FROM ends AS next WHERE next.owner = ends.last AND next.last <> ends.owner)
        """

    private static let numbering = """
        DROP TABLE IF EXISTS temp.numbered;
        DROP TABLE IF EXISTS temp.parts;
        CREATE TEMP TABLE parts (owner TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
        CREATE TEMP TABLE numbered (
            number INTEGER PRIMARY KEY, owner TEXT NOT NULL UNIQUE, merges INTEGER NOT NULL);
        INSERT INTO numbered (owner, merges)
            SELECT coalesce(last, identifiers.owner) AS whole,
                (SELECT count(*) FROM merged WHERE survivor = coalesce(last, identifiers.owner))
            FROM identifiers LEFT JOIN ends ON ends.owner = identifiers.owner
            GROUP BY whole ORDER BY min(added_at), whole;
        INSERT INTO parts
            SELECT DISTINCT one.owner, number FROM identifiers AS one
                LEFT JOIN ends ON ends.owner = one.owner
                JOIN numbered ON numbered.owner = coalesce(last, one.owner);
        INSERT OR IGNORE INTO parts
            SELECT DISTINCT one.owner, number FROM traits AS one
                LEFT JOIN ends ON ends.owner = one.owner
                JOIN numbered ON numbered.owner = coalesce(last, one.owner);
        CREATE INDEX temp.parts_by_number ON parts (number);
        CREATE INDEX IF NOT EXISTS main.identifiers_by_hash ON identifiers (hash);
        """

    private static let holding = """
        SELECT DISTINCT number FROM identifiers JOIN parts ON parts.owner = identifiers.owner
        WHERE hash = ?1
        """

    private static let identifiersOf = """
        SELECT type, value, min(added_at) AS added_at
        FROM parts JOIN identifiers ON identifiers.owner = parts.owner
        WHERE number = ?1 GROUP BY type, value ORDER BY added_at
        """

    private static let traitsOf = """
        SELECT name, json, place FROM parts JOIN traits ON traits.owner = parts.owner
        WHERE number = ?1 ORDER BY place DESC
        """
}

/// How many profiles there are, once that is known.
private final class Counter: Sendable {
    private let state = Mutex(0)

    var value: Int {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

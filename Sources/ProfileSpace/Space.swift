internal import Foundation
internal import GRDB
internal import GRDBSQLite
public import IdentityResolution
internal import Synchronization

/// The embedded space: a set of profiles in one SQLite database, with Segment's identity rules.
///
/// Any number of tasks and processes may use one space: readers never wait, writers wait for each
/// other batch by batch. `SpaceDestination` writes to it.
public final class Space: Sendable {
    /// What a space needs from outside; the defaults suit a command.
    public struct Options: Sendable {
        /// Bytes of pages that the writing connection keeps in memory, more during large imports.
        public var cacheBytes: Int
        /// Seconds to wait for another process that writes.
        public var busyTimeout: Double
        /// Milliseconds since 1970, for the IDs of new profiles.
        public var now: @Sendable () -> Int
        /// 64 random bits, for IDs of new profiles and the key of a new space's hashes.
        public var random: @Sendable () -> UInt64

        public init(
            cacheBytes: Int = 256 << 20, busyTimeout: Double = 30,
            now: @escaping @Sendable () -> Int = Options.systemTime,
            random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
        ) {
            self.cacheBytes = cacheBytes
            self.busyTimeout = busyTimeout
            self.now = now
            self.random = random
        }

        /// The computer's clock, milliseconds since 1970.
        @Sendable public static func systemTime() -> Int {
            Int((Date().timeIntervalSince1970 * 1_000).rounded(.down))
        }
    }

    /// The folder of the space.
    public let directory: String
    public let rules: IdentityRules
    /// As it was opened.
    public let options: Options
    let pool: DatabasePool
    let hash: IdentifierHash
    // The connection that writes is one queue; what stands here is only touched on it.
    private let writing: Mutex<WritingState>
    let queue = CommitQueue()
    let keys = KeyCache()
    private let lock: SpaceLock
    private let checkpointer: Checkpointer

    private struct WritingState: @unchecked Sendable {
        var writer: SpaceWriter?
    }

    /// Opens the space of a folder.
    ///
    /// - Parameters:
    ///   - directory: made with mode 0700 where it is missing.
    ///   - rules: in force from now on; what is stored is not resolved again.
    ///   - createIfMissing: `false` throws `.missing` where there is no space.
    public static func open(
        directory: String, rules: IdentityRules, createIfMissing: Bool = true,
        options: Options = Options()
    ) throws(SpaceError) -> Space {
        if !SpaceFolder.hasDatabase(directory) {
            guard createIfMissing else {
                throw SpaceError(.missing, detail: "there is no space in \(directory)")
            }
            try SpaceFolder.create(directory)
        }
        return try Space(directory, rules, options)
    }

    /// Whether a folder holds a space.
    public static func exists(in directory: String) -> Bool { SpaceFolder.hasDatabase(directory) }

    private init(
        _ directory: String, _ rules: IdentityRules, _ options: Options
    ) throws(SpaceError) {
        self.directory = directory
        self.rules = rules
        self.options = options
        lock = SpaceLock(directory)
        // Whoever closes a space last leaves no log behind.
        let wasLeft = lock.isAlone && SpaceLock.hasLog(directory)
        do {
            (pool, hash) = try lock.alone {
                try Self.openDatabase(directory, options, wasLeft: wasLeft)
            }
        } catch {
            throw SpaceError(error, path: directory)
        }
        writing = Mutex(WritingState())
        checkpointer = Checkpointer(SpaceFolder.database(in: directory))
        pool.writeWithoutTransaction { [checkpointer] database in
            if let connection = database.sqliteConnection { checkpointer.follow(connection) }
        }
        lock.share()
    }

    // The connections are closed after it: the last one leaves no log behind.
    deinit { checkpointer.rest() }

    private static func openDatabase(
        _ directory: String, _ options: Options, wasLeft: Bool
    ) throws -> (DatabasePool, IdentifierHash) {
        let pool = try DatabasePool(
            path: SpaceFolder.database(in: directory), configuration: configuration(options))
        let migrator = SpaceSchema.migrator
        if try pool.read({ try migrator.hasBeenSuperseded($0) }) {
            throw SpaceError(
                .unreadable, detail: "the space \(directory) was written by a newer version")
        }
        if wasLeft { try checkIntegrity(pool, directory) }
        try migrator.migrate(pool)
        return (pool, try prepare(pool, options))
    }

    /// After a stop in the middle of something: SQLite has put things right by itself; whether the
    /// disk kept its promises is another matter.
    private static func checkIntegrity(_ pool: DatabasePool, _ directory: String) throws {
        let damage = try pool.read { try String.fetchAll($0, sql: "PRAGMA quick_check(3)") }
        guard damage == ["ok"] else {
            throw SpaceError(
                .unreadable,
                detail: "the space \(directory) is damaged: \(damage.joined(separator: "; "))")
        }
        // The log has been looked at and goes into the database.
        try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    }

    private static func configuration(_ options: Options) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(options.busyTimeout)
        configuration.label = "rollcall.space"
        configuration.persistentReadOnlyConnections = true
        configuration.prepareDatabase { database in
            // Only a new database takes this. Large batches touch nearly every page anyway; larger
            // pages are fewer to write.
            if !database.configuration.readonly { try database.execute(sql: "PRAGMA page_size = 16384") }
            let kibibytes = max(options.cacheBytes / 1_024, 2_048)
            // Readers look at little; the writer sorts through everything.
            try database.execute(
                sql: "PRAGMA cache_size = -\(database.configuration.readonly ? 16_384 : kibibytes)")
        }
        return configuration
    }

    /// Makes every commit durable and reads, or once makes, the space's own facts.
    private static func prepare(
        _ pool: DatabasePool, _ options: Options
    ) throws -> IdentifierHash {
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
            try database.inTransaction(.immediate) {
                try database.execute(
                    sql: """
                        INSERT OR IGNORE INTO space VALUES ('hash_key', ?), ('profiles', 0), ('created_at', ?)
                        """,
                    arguments: [
                        "\(options.random()) \(options.random())", options.now(),
                    ])
                return .commit
            }
            let key = try String.fetchOne(database, sql: "SELECT value FROM space WHERE key = 'hash_key'")
            let words = (key ?? "").split(separator: " ").compactMap { UInt64($0) }
            guard words.count == 2 else {
                throw SpaceError(.unreadable, detail: "the space has no key for its hashes")
            }
            return IdentifierHash(words[0], words[1])
        }
    }

    /// Runs `work` in one transaction on the connection that writes. Waits for other writers.
    func write<R: Sendable>(
        _ work: @escaping @Sendable (Database, SpaceWriter) throws -> R
    ) async throws(SpaceError) -> R {
        do {
            return try await pool.writeWithoutTransaction { [self] database in
                try transact(database) { try work(database, $0) }
            }
        } catch {
            throw SpaceError(error, path: directory)
        }
    }

    /// Changes tables that no writer remembers anything of.
    func change(_ work: (Database) throws -> Void) throws(SpaceError) {
        do {
            try pool.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try work(database)
                    return .commit
                }
            }
        } catch {
            throw SpaceError(error, path: directory)
        }
    }

    func transact<R: Sendable>(
        _ database: Database, _ work: (SpaceWriter) throws -> R
    ) throws -> R {
        try writing.withLock { state in
            do {
                let writer = try state.writer ?? makeWriter(database)
                state.writer = writer
                var result: R?
                try database.inTransaction(.immediate) {
                    try writer.begin()
                    result = try work(writer)
                    try writer.flush()
                    return .commit
                }
                guard let result else {
                    throw SpaceError(.io, detail: "the space \(directory) gave no answer")
                }
                return result
            } catch {
                // What a writer remembers of a transaction that is undone is no longer true.
                state.writer = nil
                throw error
            }
        }
    }

    /// The writer begins anew, without what it remembers.
    func forgetWriter() {
        pool.writeWithoutTransaction { _ in writing.withLock { $0.writer = nil } }
    }

    private func makeWriter(_ database: Database) throws(SpaceError) -> SpaceWriter {
        try SpaceWriter(
            rules, key: hash, session: options.random(), on: database, path: directory)
    }

    /// Moves what was committed from the write-ahead log into the database file and empties the log.
    /// A space needs no call of this to be safe; it makes one file of two after a large import.
    public func checkpoint() throws(SpaceError) {
        do {
            try pool.writeWithoutTransaction {
                // Two cannot do it at once.
                checkpointer.rest()
                _ = try $0.checkpoint(.truncate)
            }
        } catch {
            throw SpaceError(error, path: directory)
        }
    }

    /// Closes the connections; waits for what is being done. A space that is not closed loses nothing.
    public func close() throws(SpaceError) {
        do {
            pool.writeWithoutTransaction { _ in writing.withLock { $0.writer = nil } }
            checkpointer.rest()
            try pool.close()
        } catch {
            throw SpaceError(error, path: directory)
        }
    }
}

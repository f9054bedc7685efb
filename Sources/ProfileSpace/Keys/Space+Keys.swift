internal import Foundation
internal import GRDB
internal import Synchronization

/// Write keys and tokens.
extension Space {
    /// Characters of a secret, as in Segment's write keys: 190 bits.
    static let secretCharacters = 32

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - name: must not be that of a key in force.
    ///   - source: the source that a write key stands for; the key's name where it is `nil`.
    ///   - secret: `nil` draws one; a preset one makes the same key again without an error.
    /// - Returns: the secret, for the only time.
    /// - Throws: `.exists` when a key in force has this name or this secret.
    public func createKey(
        _ kind: SpaceKey.Kind, name: String, source: String? = nil, secret: String? = nil
    ) throws(SpaceError) -> String {
        let text = secret ?? drawSecret()
        let hash = SHA256.digest(Array(text.utf8))
        let now = options.now()
        try change { database in
            if let known = try Row.fetchOne(
                database, sql: "SELECT name, kind FROM keys WHERE revoked_at IS NULL AND (name = ? OR hash = ?)",
                arguments: [name, DatabaseValue(bytes: hash)])
            {
                if secret != nil, known["name"] as String == name, known["kind"] as String == kind.rawValue,
                    try Self.holds(hash, database)
                {
                    return
                }
                throw SpaceError(.exists, detail: "there is a key “\(known["name"] as String)” already")
            }
            var number: Int?
            if kind == .write {
                try database.execute(
                    sql: "INSERT OR IGNORE INTO sources (name, created_at) VALUES (?, ?)",
                    arguments: [source ?? name, now])
                number = try Int.fetchOne(
                    database, sql: "SELECT id FROM sources WHERE name = ?", arguments: [source ?? name])
            }
            // A secret that was revoked may come back under a new name.
            try database.execute(
                sql: "DELETE FROM keys WHERE hash = ?", arguments: [DatabaseValue(bytes: hash)])
            try database.execute(
                sql: "INSERT INTO keys (name, kind, source, hash, created_at) VALUES (?, ?, ?, ?, ?)",
                arguments: [name, kind.rawValue, number, DatabaseValue(bytes: hash), now])
        }
        keys.forget()
        return text
    }

    /// All keys, those that were revoked included, oldest first.
    public func listKeys() throws(SpaceError) -> [SpaceKey] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT keys.name, kind, sources.name AS source, keys.created_at, revoked_at
                    FROM keys LEFT JOIN sources ON sources.id = keys.source ORDER BY keys.id
                    """
            ).map { row in
                SpaceKey(
                    name: row["name"], kind: SpaceKey.Kind(rawValue: row["kind"]) ?? .profile,
                    source: row["source"], createdAt: row["created_at"], revokedAt: row["revoked_at"])
            }
        }
    }

    /// Ends a key.
    ///
    /// - Returns: whether one in force had this name.
    public func revokeKey(_ name: String) throws(SpaceError) -> Bool {
        let now = options.now()
        var count = 0
        try change { database in
            try database.execute(
                sql: "UPDATE keys SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL",
                arguments: [now, name])
            count = database.changesCount
        }
        keys.forget()
        return count > 0
    }

    /// The source that a write key stands for; `nil` for one that is not in force. Keys that another
    /// process made or revoked are seen within a second. Complexity: O(1), no disk.
    public func source(ofWriteKey secret: String) throws(SpaceError) -> String? {
        guard let entry = try keys.entry(of: SHA256.digest(Array(secret.utf8)), self), !entry.isRevoked
        else { return nil }
        return entry.kind == .write ? entry.source : nil
    }

    /// Whether this was a write key and is none any more. As `source(ofWriteKey:)`.
    public func isRevoked(writeKey secret: String) throws(SpaceError) -> Bool {
        let entry = try keys.entry(of: SHA256.digest(Array(secret.utf8)), self)
        return entry?.kind == .write && entry?.isRevoked == true
    }

    /// Whether this is a Profile API token in force. As `source(ofWriteKey:)`.
    public func isProfileToken(_ secret: String) throws(SpaceError) -> Bool {
        let entry = try keys.entry(of: SHA256.digest(Array(secret.utf8)), self)
        return entry?.kind == .profile && entry?.isRevoked == false
    }

    private static func holds(_ hash: [UInt8], _ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM keys WHERE hash = ? AND revoked_at IS NULL)",
            arguments: [DatabaseValue(bytes: hash)]) ?? false
    }

    private func drawSecret() -> String {
        let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        var secret: [UInt8] = []
        while secret.count < Self.secretCharacters {
            // Six bits a character; what is no digit is drawn again.
            var word = options.random()
            for _ in 0..<10 where secret.count < Self.secretCharacters {
                let digit = Int(word & 63)
                word >>= 6
                if digit < digits.count { secret.append(digits[digit]) }
            }
        }
        return String(decoding: secret, as: UTF8.self)
    }
}

extension DatabaseValue {
    /// A blob.
    init(bytes: [UInt8]) { self = Data(bytes).databaseValue }
}

/// The keys, read again every second.
final class KeyCache: Sendable {
    struct Entry: Sendable {
        var kind: SpaceKey.Kind
        var source: String?
        var isRevoked: Bool
    }

    private struct State {
        var entries: [[UInt8]: Entry] = [:]
        var validUntil = ContinuousClock.now
    }

    private let state = Mutex(State())

    func forget() { state.withLock { $0.validUntil = .now } }

    func entry(of hash: [UInt8], _ space: Space) throws(SpaceError) -> Entry? {
        let (isFresh, known) = state.withLock { ($0.validUntil > .now, $0.entries[hash]) }
        if isFresh { return known }
        let entries = try space.read { database in
            var entries: [[UInt8]: Entry] = [:]
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT hash, kind, sources.name AS source, revoked_at IS NOT NULL AS is_revoked
                    FROM keys LEFT JOIN sources ON sources.id = keys.source
                    """)
            for row in rows {
                let hash: Data = row["hash"]
                entries[[UInt8](hash)] = Entry(
                    kind: SpaceKey.Kind(rawValue: row["kind"]) ?? .profile, source: row["source"],
                    isRevoked: row["is_revoked"])
            }
            return entries
        }
        state.withLock { state in
            state.entries = entries
            state.validUntil = .now + .seconds(1)
        }
        return entries[hash]
    }
}

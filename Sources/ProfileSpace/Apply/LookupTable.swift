/// The table `lookup`: hash of an identifier → the profile that holds it.
final class LookupTable {
    struct Row: Comparable {
        var hash: Int
        var profile: Int

        static func < (one: Row, other: Row) -> Bool {
            one.hash == other.hash ? one.profile < other.profile : one.hash < other.hash
        }
    }

    private let select: RawStatement
    private let insert: RawStatement
    private let delete: RawStatement
    private let all: RawStatement
    private let any: RawStatement
    private let version: RawStatement

    @exclusivity(unchecked) private var filter: HashFilter?
    /// Look-ups that found nothing: what a filter would have saved.
    @exclusivity(unchecked) private var misses = 0
    private var lastVersion: Int?
    /// Another connection writes too: a filter would not know of its hashes.
    private var isShared = false

    init(on database: OpaquePointer, path: String) throws(SpaceError) {
        select = try RawStatement(
            "SELECT profile FROM lookup WHERE hash = ?1", on: database, path: path)
        insert = try RawStatement(
            "INSERT OR IGNORE INTO lookup VALUES (?1, ?2)", on: database, path: path)
        delete = try RawStatement(
            "DELETE FROM lookup WHERE hash = ?1 AND profile = ?2", on: database, path: path)
        all = try RawStatement("SELECT hash FROM lookup", on: database, path: path)
        any = try RawStatement("SELECT 1 FROM lookup LIMIT 1", on: database, path: path)
        version = try RawStatement("PRAGMA data_version", on: database, path: path)
    }

    /// To be called at the beginning of every transaction.
    ///
    /// - Parameter profiles: the number of the newest profile, a measure of the table's size.
    /// - Returns: whether there are rows at all.
    func begin(profiles: Int) throws(SpaceError) -> Bool {
        let current = try version.step() ? version.int(0) : 0
        version.reset()
        if let lastVersion, lastVersion != current { isShared = true }
        lastVersion = current
        defer { any.reset() }
        let hasRows = try any.step()
        if isShared {
            filter = nil
        } else if !hasRows {
            filter = HashFilter(capacity: 4_000_000)
        } else if filter.map({ $0.count > $0.capacity }) ?? (misses > profiles / 2) {
            try makeFilter(profiles: profiles)
        }
        return hasRows
    }

    private func makeFilter(profiles: Int) throws(SpaceError) {
        var made = HashFilter(capacity: max(2 * (filter?.count ?? 0), 5 * profiles) + 4_000_000)
        defer { all.reset() }
        while try all.step() { made.add(UInt64(bitPattern: Int64(all.int(0)))) }
        filter = made
        misses = 0
    }

    /// Whether a look-up is of use: `false` says that no profile holds the hash.
    func mayHold(_ hash: UInt64) -> Bool { filter?.mayHold(hash) ?? true }

    /// Appends the profiles under a hash; most often none or one.
    func profiles(holding hash: Int, into profiles: inout [Int]) throws(SpaceError) {
        select.bind(1, hash)
        defer { select.reset() }
        let before = profiles.count
        while try select.step() { profiles.append(select.int(0)) }
        if profiles.count == before { misses += 1 }
    }

    /// In order of keys, so that neighbours fall on the same page.
    func add(_ rows: [Row]) throws(SpaceError) {
        for row in rows.sorted() {
            insert.bind(1, row.hash)
            insert.bind(2, row.profile)
            try insert.run()
            filter?.add(UInt64(bitPattern: Int64(row.hash)))
        }
    }

    func remove(_ rows: [Row]) throws(SpaceError) {
        for row in rows.sorted() {
            delete.bind(1, row.hash)
            delete.bind(2, row.profile)
            try delete.run()
        }
    }
}

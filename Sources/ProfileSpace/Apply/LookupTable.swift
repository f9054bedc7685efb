/// The table `lookup`: hash of an identifier → the profile that holds it.
///
/// Rows are kept back until the end of a transaction: in order of their keys, many of them fall on one page,
/// and they are stored in half the time of its pieces one by one.
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
    /// Rows of the transaction that are not in the table yet, and those that are to go.
    @exclusivity(unchecked) private var pending = PendingRows()
    @exclusivity(unchecked) private var removed: [Row] = []
    /// Another connection writes too: a filter would not know of its hashes.
    private var isShared = false
    private var hasRows = false

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
    func begin(profiles: Int) throws(SpaceError) {
        pending.empty()
        removed.removeAll()
        let current = try version.step() ? version.int(0) : 0
        version.reset()
        if let lastVersion, lastVersion != current { isShared = true }
        lastVersion = current
        hasRows = try any.step()
        any.reset()
        if isShared {
            filter = nil
        } else if !hasRows {
            filter = HashFilter(capacity: 4_000_000)
        } else if filter.map({ $0.count > $0.capacity }) ?? (misses > profiles / 16) {
            try makeFilter(profiles: profiles)
        }
    }

    /// Reading the whole table costs as much as a look-up in vain for every sixteenth profile, or less.
    private func makeFilter(profiles: Int) throws(SpaceError) {
        var made = HashFilter(capacity: max(2 * (filter?.count ?? 0), 5 * profiles) + 4_000_000)
        defer { all.reset() }
        while try all.step() { made.add(UInt64(bitPattern: Int64(all.int(0)))) }
        filter = made
        misses = 0
    }

    /// Whether there is anything to be found.
    var isEmpty: Bool { !hasRows && pending.rows.isEmpty }

    /// Whether a look-up is of use: `false` says that no profile holds the hash.
    func mayHold(_ hash: UInt64) -> Bool { filter?.mayHold(hash) ?? true }

    /// Appends the profiles under a hash; most often none or one. Some may have been merged away.
    func profiles(holding hash: Int, into profiles: inout [Int]) throws(SpaceError) {
        let before = profiles.count
        pending.profiles(holding: hash, into: &profiles)
        guard hasRows else { return }
        select.bind(1, hash)
        defer { select.reset() }
        while try select.step() { profiles.append(select.int(0)) }
        if profiles.count == before { misses += 1 }
    }

    func add(_ row: Row) {
        pending.add(row)
        filter?.add(UInt64(bitPattern: Int64(row.hash)))
    }

    /// A row that is to go never comes back: identifiers leave a profile only when it is merged away.
    func remove(_ row: Row) { removed.append(row) }

    /// Stores what was added and removed since `begin`.
    func flush() throws(SpaceError) {
        removed.sort()
        for row in removed {
            delete.bind(1, row.hash)
            delete.bind(2, row.profile)
            try delete.run()
        }
        let rows = SpreadSort.sorted(pending.rows)
        var next = removed.startIndex
        for row in rows {
            while next < removed.count, removed[next] < row { next += 1 }
            if next < removed.count, removed[next] == row { continue }
            insert.bind(1, row.hash)
            insert.bind(2, row.profile)
            try insert.run()
        }
        if !rows.isEmpty { hasRows = true }
        pending.empty()
        removed.removeAll()
    }
}

/// Rows that can be found by their hash before they are stored.
private struct PendingRows {
    private(set) var rows: [LookupTable.Row] = []
    /// Open addressing by hash: indices of `rows`, −1 is free. At most half of the places are taken.
    private var places: [Int32] = [Int32](repeating: -1, count: 1_024)

    mutating func add(_ row: LookupTable.Row) {
        if rows.count &* 2 >= places.count {
            places = [Int32](repeating: -1, count: places.count * 4)
            for index in rows.indices { take(rows[index].hash, Int32(index)) }
        }
        take(row.hash, Int32(rows.count))
        rows.append(row)
    }

    private mutating func take(_ hash: Int, _ index: Int32) {
        var place = hash & (places.count &- 1)
        while places[place] >= 0 { place = (place &+ 1) & (places.count &- 1) }
        places[place] = index
    }

    func profiles(holding hash: Int, into profiles: inout [Int]) {
        var place = hash & (places.count &- 1)
        while places[place] >= 0 {
            let row = rows[Int(places[place])]
            if row.hash == hash { profiles.append(row.profile) }
            place = (place &+ 1) & (places.count &- 1)
        }
    }

    mutating func empty() {
        if rows.isEmpty { return }
        rows.removeAll(keepingCapacity: true)
        for place in places.indices { places[place] = -1 }
    }
}

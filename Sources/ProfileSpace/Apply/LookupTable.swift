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
    private let any: RawStatement

    init(on database: OpaquePointer, path: String) throws(SpaceError) {
        select = try RawStatement(
            "SELECT profile FROM lookup WHERE hash = ?1", on: database, path: path)
        insert = try RawStatement(
            "INSERT OR IGNORE INTO lookup VALUES (?1, ?2)", on: database, path: path)
        delete = try RawStatement(
            "DELETE FROM lookup WHERE hash = ?1 AND profile = ?2", on: database, path: path)
        any = try RawStatement("SELECT 1 FROM lookup LIMIT 1", on: database, path: path)
    }

    func hasRows() throws(SpaceError) -> Bool {
        defer { any.reset() }
        return try any.step()
    }

    /// Appends the profiles under a hash; most often none or one.
    func profiles(holding hash: Int, into profiles: inout [Int]) throws(SpaceError) {
        select.bind(1, hash)
        defer { select.reset() }
        while try select.step() { profiles.append(select.int(0)) }
    }

    /// In order of keys, so that neighbours fall on the same page.
    func add(_ rows: [Row]) throws(SpaceError) {
        for row in rows.sorted() {
            insert.bind(1, row.hash)
            insert.bind(2, row.profile)
            try insert.run()
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

internal import GRDB
internal import IdentityResolution

/// Looking at profiles. Readers see the last committed state and never wait for a writer.
extension Space {
    /// Profiles that stand; those merged into others are not counted. Complexity: O(1).
    public func profileCount() throws(SpaceError) -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT value FROM space WHERE key = 'profiles'") ?? 0 }
    }

    /// The profile that holds an identifier, whole. Complexity: O(log profiles).
    ///
    /// - Parameters:
    ///   - type: the type as configured, or `segment_id`; a merged-away ID leads to the survivor.
    ///   - value: compared byte for byte.
    ///   - detail: how much of it is read. Default: all.
    /// - Returns: `nil` where no profile holds it.
    public func profile(
        type: String, value: [UInt8], detail: Profile.Detail = .origins
    ) throws(SpaceError) -> Profile? {
        try read { [self] database in
            guard let id = try number(type: type, value: value, in: database) else { return nil }
            return try profiles([id], in: database, detail: detail).first
        }
    }

    /// The profile that holds an identifier, whole.
    public func profile(type: String, value: String) throws(SpaceError) -> Profile? {
        try profile(type: type, value: Array(value.utf8))
    }

    /// Profiles that all filters fit, in order of creation; without filters all of them.
    ///
    /// An identifier is found at once; a trait is looked for in every profile.
    ///
    /// - Parameters:
    ///   - after: `next` of the page before.
    ///   - limit: most profiles of the page, at least 1.
    ///   - detail: how much of each is read. Default: what its own row holds.
    public func profiles(
        where filters: [ProfileFilter] = [], after: Int = 0, limit: Int = 100,
        detail: Profile.Detail = .row
    ) throws(SpaceError) -> ProfilePage {
        try read { [self] database in
            for filter in filters {
                guard case .identifier(let type, let value) = filter else { continue }
                guard let id = try number(type: type, value: value, in: database), id > after else {
                    return ProfilePage(profiles: [], next: nil)
                }
                let found = try profiles([id], in: database, detail: detail)
                return ProfilePage(profiles: found.filter { $0.fits(filters) }, next: nil)
            }
            return try page(
                filters, after: after, limit: max(limit, 1), detail: detail, in: database)
        }
    }

    /// Hands on all profiles that stand, in order of creation, as they were when it began.
    ///
    /// - Parameter use: returns `false` to stop.
    public func forEachProfile(_ use: (Profile) throws -> Bool) throws {
        try pool.read { database in
            let decoder = ProfileDecoder(database: database, path: directory, detail: .row)
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT \(ProfileDecoder.columns) FROM profiles WHERE merged_into IS NULL ORDER BY id
                    """)
            while let row = try rows.next() {
                guard try use(try decoder.profile(row)) else { return }
            }
        }
    }

    // MARK: Inside

    func read<R>(_ work: (Database) throws -> R) throws(SpaceError) -> R {
        do {
            return try pool.read(work)
        } catch {
            throw SpaceError(error, path: directory)
        }
    }

    private func page(
        _ filters: [ProfileFilter], after: Int, limit: Int, detail: Profile.Detail,
        in database: Database
    ) throws -> ProfilePage {
        let decoder = ProfileDecoder(database: database, path: directory, detail: detail)
        // A trait's name must stand in the row's JSON: SQLite sorts out most rows by that.
        let needles = filters.compactMap(\.needle)
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT \(ProfileDecoder.columns) FROM profiles WHERE id > ? AND merged_into IS NULL
                    \(String(repeating: " AND instr(traits, ?) > 0", count: needles.count)) ORDER BY id
                """, arguments: [after] + StatementArguments(needles))
        var found: [Profile] = []
        while let row = try rows.next() {
            let profile = try decoder.profile(row)
            guard profile.fits(filters) else { continue }
            if found.count == limit { return ProfilePage(profiles: found, next: found.last?.number) }
            found.append(profile)
        }
        return ProfilePage(profiles: found, next: nil)
    }

    /// The number of the profile that holds an identifier.
    func number(type: String, value: [UInt8], in database: Database) throws -> Int? {
        if type == "segment_id" {
            return try number(segmentID: String(decoding: value, as: UTF8.self), in: database)
        }
        let hash = value.withUnsafeBytes { self.hash.forType(Array(type.utf8))($0) }
        let candidates = try Int.fetchAll(
            database.cachedStatement(sql: "SELECT profile FROM lookup WHERE hash = ?"),
            arguments: [Int(bitPattern: UInt(truncatingIfNeeded: hash))])
        // Hashes may collide: the profile itself is asked.
        let wanted = ProfileFilter.identifier(type: type, value: value)
        return try profiles(candidates, in: database, detail: .row)
            .first { $0.fits([wanted]) }?.number
    }

    /// A merged-away ID leads to the profile that took it in.
    private func number(segmentID: String, in database: Database) throws -> Int? {
        guard var id = SegmentID.profile(in: segmentID) else { return nil }
        let statement = try database.cachedStatement(
            sql: "SELECT segment_id, merged_into FROM profiles WHERE id = ?")
        var isFirst = true
        while let row = try Row.fetchOne(statement, arguments: [id]) {
            if isFirst, !(row["segment_id"] as String).utf8.elementsEqual(segmentID.utf8) { return nil }
            isFirst = false
            guard let survivor = row["merged_into"] as Int? else { return id }
            id = survivor
        }
        return nil
    }

    private func profiles(
        _ ids: [Int], in database: Database, detail: Profile.Detail
    ) throws -> [Profile] {
        let decoder = ProfileDecoder(database: database, path: directory, detail: detail)
        return try ids.compactMap { id in
            try Row.fetchOne(
                database.cachedStatement(
                    sql: "SELECT \(ProfileDecoder.columns) FROM profiles WHERE id = ?"), arguments: [id]
            ).map { try decoder.profile($0) }
        }
    }
}

internal import GRDB

/// An account: what Group calls say of it, and the users that belong to it.
public struct SpaceAccount: Sendable, Hashable {
    public var groupID: [UInt8]
    /// A JSON object.
    public var traits: [UInt8]
    /// Milliseconds since 1970: of the first link or Group call.
    public var createdAt: Int
    public var updatedAt: Int
    public var firstOrigin: Profile.Origin?
    public var lastOrigin: Profile.Origin?
    /// Numbers of profiles that stand, oldest first, as many as were asked for.
    public var users: [Int]
}

extension Space {
    /// The account with an ID, compared byte for byte; `nil` where nothing is known of it.
    ///
    /// - Parameter userLimit: most users that are told.
    public func account(groupID: String, userLimit: Int = 20) throws(SpaceError) -> SpaceAccount? {
        try read { [self] database in
            let decoder = ProfileDecoder(database: database, path: directory, detail: .row)
            let known = try Row.fetchOne(
                database, sql: "SELECT * FROM accounts WHERE group_id = ?", arguments: [groupID])
            // A link of a profile that was merged away counts for the one that stands.
            let links = try Row.fetchAll(
                database,
                sql: """
                    WITH RECURSIVE up (profile, at, mark) AS (
                        SELECT profile, at, mark FROM links WHERE group_id = ?1
                        UNION SELECT merged_into, up.at, up.mark FROM up
                            JOIN profiles ON profiles.id = up.profile WHERE merged_into IS NOT NULL
                    )
                    SELECT profile, min(up.at) AS at, min(up.mark) AS mark FROM up
                        JOIN profiles ON profiles.id = up.profile AND merged_into IS NULL
                    GROUP BY profile ORDER BY profile
                    """, arguments: [groupID])
            let marks = links.map { $0["mark"] as Int } + (known.map { [$0["mark"] as Int] } ?? [])
            let times = links.map { $0["at"] as Int }
                + (known.map { [$0["created_at"] as Int, $0["updated_at"] as Int] } ?? [])
            guard let first = marks.min(), let last = marks.max(), let created = times.min(),
                let updated = times.max()
            else { return nil }
            return SpaceAccount(
                groupID: Array(groupID.utf8), traits: Array((known?["traits"] as String? ?? "{}").utf8),
                createdAt: created, updatedAt: updated, firstOrigin: try decoder.origin(first),
                lastOrigin: try decoder.origin(last),
                users: links.prefix(max(userLimit, 0)).map { $0["profile"] })
        }
    }

    /// Profiles by their numbers, whole; those that were merged away lead to the survivor.
    public func profiles(numbers: [Int]) throws(SpaceError) -> [Profile] {
        try read { [self] database in
            let decoder = ProfileDecoder(database: database, path: directory, detail: .origins)
            return try numbers.compactMap { number in
                var next: Int? = number
                while let id = next {
                    guard let row = try Row.fetchOne(
                        database.cachedStatement(
                            sql: "SELECT \(ProfileDecoder.columns), merged_into FROM profiles WHERE id = ?"),
                        arguments: [id])
                    else { return nil }
                    next = row["merged_into"]
                    if next == nil { return try decoder.profile(row) }
                }
                return nil
            }
        }
    }
}

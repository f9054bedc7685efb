internal import GRDB

/// The tables of `profiles.sqlite`. Migrations have names, run once each and only go forward; one that
/// has shipped is never changed.
///
/// Two decisions carry the rest:
/// - A profile is one row with everything that belongs to it, as JSON that any SQLite tool can read: an
///   import then writes one row a person, in order of creation, instead of one for each identifier and
///   each trait. The views `identifiers` and `traits` show them as tables.
/// - Identifiers are found through `lookup` by a keyed 64-bit hash: a tenth of the pages of an index on
///   the values themselves, and all of them are rewritten by nearly every large batch. A hit is always
///   compared with the profile's own identifiers, so equal hashes do no harm; the key makes them
///   impossible to provoke.
///
/// Times are milliseconds since 1970. A *mark* counts the rows that the space has ever taken; it says
/// which of two things is newer, and `arrivals` leads from it to the run, file and row.
enum SpaceSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 profiles") { database in try database.execute(sql: profiles) }
        migrator.registerMigration("2 sources") { database in try database.execute(sql: sources) }
        migrator.registerMigration("3 undo") { database in try database.execute(sql: undo) }
        return migrator
    }

    private static let profiles = """
        -- Facts about the space itself: 'hash_key', 'profiles' (those that stand), 'created_at'.
        CREATE TABLE space (
            key TEXT PRIMARY KEY,
            value
        ) WITHOUT ROWID;

        CREATE TABLE profiles (
            id INTEGER PRIMARY KEY,         -- rises with creation
            segment_id TEXT NOT NULL,       -- use_…
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            first_mark INTEGER NOT NULL,    -- of the row that created it
            last_mark INTEGER NOT NULL,     -- of the last row that it got
            merged_into INTEGER,            -- profile; NULL: this one stands
            merge_count INTEGER NOT NULL,   -- profiles that were merged into this one
            identifiers TEXT NOT NULL,      -- [[type, value, added_at, mark], …]
            traits TEXT NOT NULL,           -- {name: value, …}
            trait_marks TEXT                -- {name: [mark, updated_at], …} of traits that are not of
                                            -- last_mark, and of those that were removed
        );

        -- Hash of type and value → profile that holds it (compare: hashes may collide).
        CREATE TABLE lookup (
            hash INTEGER NOT NULL,
            profile INTEGER NOT NULL,
            PRIMARY KEY (hash, profile)
        ) WITHOUT ROWID;

        CREATE TABLE merges (
            id INTEGER PRIMARY KEY,         -- in order
            survivor INTEGER NOT NULL,
            merged INTEGER NOT NULL,
            mark INTEGER NOT NULL,
            at INTEGER NOT NULL
        );
        CREATE INDEX merges_by_survivor ON merges (survivor);

        -- Users and the accounts they belong to (groupId).
        CREATE TABLE links (
            profile INTEGER NOT NULL,
            group_id TEXT NOT NULL,
            mark INTEGER NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (profile, group_id)
        ) WITHOUT ROWID;

        -- What rules left off and why, in Segment's words.
        CREATE TABLE violations (
            id INTEGER PRIMARY KEY,
            mark INTEGER NOT NULL,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            type TEXT,                      -- of the identifier left off
            value TEXT,
            profile INTEGER                 -- that got the row; NULL: none did
        );

        CREATE TABLE runs (
            id INTEGER PRIMARY KEY,
            run TEXT NOT NULL UNIQUE,
            source TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            row_count INTEGER NOT NULL
        );

        -- The rows taken, in order: first_mark belongs to first_row of the file, and so on.
        CREATE TABLE arrivals (
            first_mark INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES runs (id),
            file INTEGER NOT NULL,
            first_row INTEGER NOT NULL,
            last_row INTEGER NOT NULL
        );
        CREATE INDEX arrivals_by_row ON arrivals (run, file, first_row);

        CREATE VIEW identifiers AS
            SELECT profiles.id AS profile, segment_id, one.value ->> 0 AS type, one.value ->> 1 AS value,
                one.value ->> 2 AS added_at, one.value ->> 3 AS mark
            FROM profiles, json_each(profiles.identifiers) AS one;

        CREATE VIEW traits AS
            SELECT profiles.id AS profile, segment_id, one.key AS name, one.value AS value,
                coalesce(mark.value ->> 1, updated_at) AS updated_at,
                coalesce(mark.value ->> 0, last_mark) AS mark
            FROM profiles, json_each(profiles.traits) AS one
                LEFT JOIN json_each(coalesce(profiles.trait_marks, '{}')) AS mark ON mark.key = one.key;
        """
}

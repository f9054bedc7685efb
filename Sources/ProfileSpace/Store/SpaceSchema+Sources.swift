extension SpaceSchema {
    /// Messages that come from elsewhere than runs, what is needed to undo a run, and keys.
    static let sources = """
        ALTER TABLE runs ADD COLUMN kind TEXT NOT NULL DEFAULT 'run';
        -- 'run'; 'received': a run whose rows came through a server; 'source': messages outside of runs
        ALTER TABLE runs ADD COLUMN files TEXT;         -- JSON list of the run's file names
        ALTER TABLE runs ADD COLUMN undone_at INTEGER;
        ALTER TABLE arrivals ADD COLUMN received_at INTEGER;

        -- Who sends messages; each has write keys of its own.
        CREATE TABLE sources (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            created_at INTEGER NOT NULL
        );

        -- Secrets are kept as SHA-256 only.
        CREATE TABLE keys (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,             -- 'write' or 'profile'
            source INTEGER REFERENCES sources (id),
            hash BLOB NOT NULL UNIQUE,
            created_at INTEGER NOT NULL,
            revoked_at INTEGER
        );

        -- IDs of messages outside of runs; those of runs are known by their rows (arrivals).
        CREATE TABLE message_ids (
            mark INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE
        );

        -- Track, Page and Screen calls. A profile has its own and those of all that were merged into it.
        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            profile INTEGER NOT NULL,
            at INTEGER NOT NULL,
            mark INTEGER NOT NULL,
            type TEXT NOT NULL,
            name TEXT NOT NULL,
            message TEXT NOT NULL           -- as it was received
        );
        CREATE INDEX events_by_profile ON events (profile, at);

        -- Accounts and their traits, from Group calls.
        CREATE TABLE accounts (
            group_id TEXT PRIMARY KEY,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            mark INTEGER NOT NULL,
            traits TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX links_by_group ON links (group_id);

        -- The last 500 messages of each source, as received.
        CREATE TABLE debugger (
            id INTEGER PRIMARY KEY,
            source INTEGER NOT NULL REFERENCES sources (id),
            received_at INTEGER NOT NULL,
            type TEXT NOT NULL,
            name TEXT NOT NULL,
            verdict TEXT NOT NULL,          -- allowed, duplicate, filtered or rejected
            code TEXT NOT NULL,             -- why, where it was rejected
            profile INTEGER,                -- that got it
            message TEXT NOT NULL
        );
        CREATE INDEX debugger_by_source ON debugger (source, id);

        -- How many messages came and what became of them, minute by minute.
        CREATE TABLE counts (
            minute INTEGER NOT NULL,        -- minutes since 1970
            source INTEGER NOT NULL REFERENCES sources (id),
            verdict TEXT NOT NULL,
            code TEXT NOT NULL,
            type TEXT NOT NULL,
            name TEXT NOT NULL,             -- of a Track call
            count INTEGER NOT NULL,
            PRIMARY KEY (minute, source, verdict, code, type, name)
        ) WITHOUT ROWID;

        -- Names of traits ever seen, as JSON writes them, with the row that brought them.
        CREATE TABLE trait_names (
            name TEXT PRIMARY KEY,
            mark INTEGER NOT NULL
        ) WITHOUT ROWID;

        -- Profiles as they were before a run first touched them; what it created needs no mention.
        CREATE TABLE undo (
            id INTEGER PRIMARY KEY,         -- run × 2⁴⁰ + profile
            updated_at INTEGER NOT NULL,
            last_mark INTEGER NOT NULL,
            merge_count INTEGER NOT NULL,
            state INTEGER NOT NULL,         -- 1, 2, 4: identifiers, traits, trait_marks are kept here, or
                                            -- were not changed; 8: something else came in between
            identifiers TEXT,
            traits TEXT,
            trait_marks TEXT
        );

        -- Copies of the space that it knows of.
        CREATE TABLE backups (
            path TEXT NOT NULL,
            made_at INTEGER NOT NULL
        );
        """

    /// Which runs can still be undone; nothing was kept of those before.
    static let undo = """
        ALTER TABLE runs ADD COLUMN is_final INTEGER NOT NULL DEFAULT 0;  -- 1: cannot be undone
        UPDATE runs SET is_final = 1;
        """
}

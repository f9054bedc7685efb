internal import Foundation
internal import GRDBSQLite
internal import Synchronization

/// Moves what was committed from the write-ahead log into the database file, while the connection that
/// writes is at its next transaction: for a large import that is a tenth of the time.
///
/// Be advised: the log starts anew only when all of it has been moved and nobody has written since, so
/// while one transaction follows another it grows; past a bound the connection that writes waits.
final class Checkpointer: Sendable {
    /// Pages of the log from which on it is worth it, 128 MiB: a large batch rewrites many pages, and
    /// moving them after each would double the work.
    private static let leastPages: Int32 = 8_192
    /// Pages of the log that the connection that writes waits at, 2 GiB.
    private static let mostPages: Int32 = 131_072

    private let path: String
    private let queue = DispatchQueue(label: "rollcall.space.checkpoint")
    private let state = Mutex(State())

    private struct State: @unchecked Sendable {
        /// Only used on the queue.
        var connection: OpaquePointer?
        var isAtWork = false
    }

    /// - Parameter path: the database's.
    init(_ path: String) { self.path = path }

    deinit { state.withLock { _ = sqlite3_close_v2($0.connection) } }

    /// From now on looks after the log that a connection writes, in place of SQLite's own checkpoints. Must
    /// outlive the connection.
    func follow(_ connection: OpaquePointer) {
        sqlite3_wal_hook(
            connection,
            { context, connection, name, pages in
                guard let context, pages >= Checkpointer.leastPages else { return SQLITE_OK }
                Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue()
                    .committed(pages, connection, name)
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Waits until nothing is being moved and closes its connection, so that whoever closes the database
    /// last can leave no log behind.
    func rest() {
        queue.sync {
            let connection = state.withLock { state in
                defer { state.connection = nil }
                return state.connection
            }
            sqlite3_close_v2(connection)
        }
    }

    private func committed(
        _ pages: Int32, _ connection: OpaquePointer?, _ name: UnsafePointer<CChar>?
    ) {
        if pages >= Self.mostPages {
            // What is being moved is waited for, then the rest of it goes at once.
            queue.sync {}
            // Where another process is at it, or reads what is older, the next commit tries again.
            sqlite3_wal_checkpoint_v2(connection, name, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
            return
        }
        let isFree = state.withLock { state in
            defer { state.isAtWork = true }
            return !state.isAtWork
        }
        guard isFree else { return }
        queue.async { [self] in
            move()
            state.withLock { $0.isAtWork = false }
        }
    }

    /// Nothing depends on it: where it fails, a later one moves as much.
    private func move() {
        var connection = state.withLock { $0.connection }
        if connection == nil {
            let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
            guard sqlite3_open_v2(path, &connection, flags, nil) == SQLITE_OK,
                sqlite3_exec(connection, "PRAGMA synchronous = FULL", nil, nil, nil) == SQLITE_OK
            else {
                sqlite3_close_v2(connection)
                return
            }
            state.withLock { $0.connection = connection }
        }
        sqlite3_wal_checkpoint_v2(connection, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }
}

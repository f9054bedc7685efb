internal import Glibc

/// Tells the processes that have a space open of one another, so that one which finds itself alone can
/// see whether the last one came to its end.
final class SpaceLock: Sendable {
    // F_OFD_SETLK and F_OFD_SETLKW of Linux (fcntl(2)), which the module of the C library lacks: locks
    // that belong to the descriptor and not to the process.
    private static let set: CInt = 37
    private static let setOrWait: CInt = 38

    private let descriptor: CInt
    /// Whether nobody else had the space open.
    let isAlone: Bool

    /// - Parameter directory: of the space.
    init(_ directory: String) {
        descriptor = open(directory + "/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        isAlone = descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Runs `body` while no other process does: two that open a new space at once would both make its
    /// tables. Waits for the other one, which takes milliseconds. A lock of another kind than the one
    /// that tells who is alone, on the same file.
    func alone<Result>(_ body: () throws -> Result) rethrows -> Result {
        var range = Glibc.flock()
        range.l_whence = Int16(SEEK_SET)
        // Where the file system knows no locks, SQLite's own are all there is.
        range.l_type = Int16(F_WRLCK)
        while fcntl(descriptor, Self.setOrWait, &range) != 0, errno == EINTR {}
        defer {
            range.l_type = Int16(F_UNLCK)
            _ = fcntl(descriptor, Self.set, &range)
        }
        return try body()
    }

    /// From now on others may join.
    func share() { if descriptor >= 0 { flock(descriptor, LOCK_SH | LOCK_NB) } }

    /// Whether the last process left a write-ahead log with content behind.
    static func hasLog(_ directory: String) -> Bool {
        var info = stat()
        return stat(SpaceFolder.database(in: directory) + "-wal", &info) == 0 && info.st_size > 0
    }
}

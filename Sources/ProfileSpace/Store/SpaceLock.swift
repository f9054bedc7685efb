internal import Glibc

/// Tells the processes that have a space open of one another, so that one which finds itself alone can
/// see whether the last one came to its end.
final class SpaceLock: Sendable {
    private let descriptor: CInt
    /// Whether nobody else had the space open.
    let isAlone: Bool

    /// - Parameter directory: of the space.
    init(_ directory: String) {
        descriptor = open(directory + "/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        isAlone = descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// From now on others may join.
    func share() { if descriptor >= 0 { flock(descriptor, LOCK_SH | LOCK_NB) } }

    /// Whether the last process left a write-ahead log with content behind.
    static func hasLog(_ directory: String) -> Bool {
        var info = stat()
        return stat(SpaceFolder.database(in: directory) + "-wal", &info) == 0 && info.st_size > 0
    }
}

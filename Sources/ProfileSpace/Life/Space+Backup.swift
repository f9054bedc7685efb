internal import Foundation
internal import GRDB
internal import Glibc

/// A copy of a space that it knows of.
public struct SpaceBackup: Sendable, Hashable {
    /// Absolute.
    public var path: String
    /// Milliseconds since 1970.
    public var madeAt: Int
}

extension Space {
    /// Writes a copy of all profiles, their history and the keys to a file: a database as
    /// `profiles.sqlite`, without free pages. Others may use the space meanwhile; the copy is as the
    /// space was at one moment. The file appears whole, mode 0600.
    ///
    /// - Parameter replaces: whether a file in its place is replaced; `.exists` is thrown otherwise.
    /// - Returns: bytes of the copy.
    public func backup(to path: String, replaces: Bool = false) throws(SpaceError) -> Int {
        let target = URL(filePath: path).standardizedFileURL.path
        if !replaces, access(target, F_OK) == 0 {
            throw SpaceError(.exists, detail: "\(path) is there already")
        }
        let part = "\(target).\(getpid()).part"
        do {
            defer { unlink(part) }
            let queue = try DatabaseQueue(path: SpaceFolder.database(in: directory))
            try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [part]) }
            try queue.close()
            let bytes = try Self.sync(part)
            guard rename(part, target) == 0 else { throw Self.failure("write", path) }
            try change { database in
                try database.execute(sql: "DELETE FROM backups WHERE path = ?", arguments: [target])
                try database.execute(
                    sql: "INSERT INTO backups VALUES (?, ?)", arguments: [target, options.now()])
            }
            return bytes
        } catch {
            throw SpaceError(error, path: directory)
        }
    }

    /// Copies that were made, oldest first, whether or not they are still there.
    public func backups() throws(SpaceError) -> [SpaceBackup] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT path, made_at FROM backups ORDER BY made_at")
                .map { SpaceBackup(path: $0["path"], madeAt: $0["made_at"]) }
        }
    }

    private static func sync(_ path: String) throws -> Int {
        let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("write", path) }
        defer { Glibc.close(descriptor) }
        var info = stat()
        guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0, fstat(descriptor, &info) == 0 else {
            throw failure("write", path)
        }
        return Int(info.st_size)
    }

    private static func failure(_ verb: String, _ path: String) -> SpaceError {
        SpaceError(.io, detail: "cannot \(verb) \(path): \(String(cString: strerror(errno)))")
    }
}

internal import Foundation
internal import Glibc

/// The files of a space (design §3): a folder that only its owner may enter.
enum SpaceFolder {
    static func database(in directory: String) -> String { directory + "/profiles.sqlite" }

    static func hasDatabase(_ directory: String) -> Bool {
        access(database(in: directory), F_OK) == 0
    }

    /// Makes what is missing: the folder (0700), its `.gitignore`, an empty database file (0600).
    /// SQLite gives the files beside the database the same mode.
    static func create(_ directory: String) throws(SpaceError) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw SpaceError(.io, detail: "cannot make the folder \(directory): \(reason(error))")
        }
        try write(directory + "/.gitignore", "*\n!space.yaml\n")
        try write(database(in: directory), "")
    }

    /// Writes a file unless it is there.
    private static func write(_ path: String, _ content: String) throws(SpaceError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file < 0 {
            if errno == EEXIST { return }
            throw SpaceError(.io, detail: "cannot make \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(file) }
        let bytes = Array(content.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
            throw SpaceError(.io, detail: "cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }

    private static func reason(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        return underlying?.localizedDescription ?? "\(error.localizedDescription)"
    }
}

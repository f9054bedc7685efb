internal import Foundation
internal import Glibc

/// Files that appear whole: written beside their place, synced, then renamed into it (design §5).
enum OutputFile {
    /// - Throws: status 73 when `path` is there already and `force` is false, or cannot be made.
    static func checkFree(_ path: String, force: Bool) throws(Failure) {
        guard path != "-", !force else { return }
        var info = stat()
        // A device such as /dev/null is nothing to overwrite.
        if lstat(path, &info) == 0, info.st_mode & S_IFMT != S_IFCHR { throw .exists(path) }
    }

    /// Writes `bytes` to the file at `path`, or to standard output for `-`.
    ///
    /// - Parameter mode: the permissions of the new file, before the process's mask.
    static func write(
        _ bytes: [UInt8], to path: String, force: Bool, mode: mode_t = 0o666
    ) throws {
        if path == "-" {
            var output = StandardOutput()
            try output.append(bytes)
            return try output.flush()
        }
        try checkFree(path, force: force)
        var info = stat()
        if stat(path, &info) == 0, info.st_mode & S_IFMT != S_IFREG {
            return try writeThrough(bytes, to: path)
        }
        let temporary = "\(path).\(getpid()).part"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Failure.create(path, code: errno) }
        do {
            defer { close(descriptor) }
            try writeAll(bytes, to: descriptor, name: path)
            guard fsync(descriptor) == 0 else { throw Failure.write(to: path, code: errno) }
            try put(temporary, at: path, force: force)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Without `force` the link refuses a file that came into being meanwhile; a file system without
    /// links gets the plain rename.
    private static func put(_ temporary: String, at path: String, force: Bool) throws(Failure) {
        if !force, link(temporary, path) == 0 {
            unlink(temporary)
        } else if !force, errno == EEXIST {
            throw .exists(path)
        } else if rename(temporary, path) != 0 {
            throw .create(path, code: errno)
        }
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func writeThrough(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure.create(path, code: errno) }
        defer { close(descriptor) }
        try writeAll(bytes, to: descriptor, name: path)
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: CInt, name: String) throws(Failure) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done)
            }
            if count < 0, errno != EINTR { throw .write(to: name, code: errno) }
            done += max(count, 0)
        }
    }
}

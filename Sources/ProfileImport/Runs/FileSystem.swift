#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// `write` of the C library, which the members called so would hide.
private func systemWrite(_ descriptor: Int32, _ base: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, base, count)
}

/// The same for `link`.
private func systemLink(_ old: String, _ new: String) -> Int32 { link(old, new) }

/// What the operating system said no to.
struct SystemError: Error, Hashable {
    /// `errno`.
    var number: Int32
    var path: String

    var isDiskFull: Bool { number == ENOSPC || number == EDQUOT }
    var isMissing: Bool { number == ENOENT || number == ENOTDIR }
    var isTaken: Bool { number == EEXIST }
    /// The reader at the other end of a pipe has gone.
    var isBrokenPipe: Bool { number == EPIPE }

    /// The system's own words, with what to do where there is something.
    var detail: String {
        isDiskFull
            ? "the disk is full: make room, then go on" : String(cString: strerror(number))
    }
}

/// Files by descriptor: only what runs and destinations need, each call with its path in the error.
enum FileSystem {
    /// Size and time of a file, to tell whether it was changed.
    struct Stamp: Sendable, Hashable, Codable {
        var size: Int
        /// Nanoseconds since 1970 of the last change.
        var modified: Int
    }

    static func last(_ path: String) -> SystemError { SystemError(number: errno, path: path) }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// - Returns: `nil` where `path` is no regular file.
    static func stamp(_ path: String) throws(SystemError) -> Stamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { throw last(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Stamp(
            size: Int(status.st_size),
            modified: Int(status.st_mtim.tv_sec) * 1_000_000_000 + Int(status.st_mtim.tv_nsec))
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Makes a folder.
    ///
    /// - Parameter isPrivate: whether only the owner may enter it; else the user's `umask` decides.
    static func makeFolder(_ path: String, isPrivate: Bool = true) throws(SystemError) {
        guard mkdir(path, isPrivate ? 0o700 : 0o777) == 0 else { throw last(path) }
    }

    /// Makes a folder and those above it, as far as they are missing.
    static func makeFolders(_ path: String, isPrivate: Bool = true) throws(SystemError) {
        if isFolder(path) { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeFolders(String(path[..<slash]), isPrivate: isPrivate)
        }
        do throws(SystemError) {
            try makeFolder(path, isPrivate: isPrivate)
        } catch  where error.isTaken && isFolder(path) {}
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Names in a folder, sorted, without `.` and `..`.
    static func names(in path: String) throws(SystemError) -> [String] {
        guard let folder = opendir(path) else { throw last(path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The whole of a small file.
    static func contents(_ path: String) throws(SystemError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw last(path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw last(path)
            }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// Puts a whole file in place: written beside it, synced, renamed. An old one is replaced.
    static func write(
        _ bytes: [UInt8], to path: String, isPrivate: Bool = true
    ) throws(SystemError) {
        var file = try OutputFile(path, isPrivate: isPrivate)
        try file.write(bytes)
        try file.commit()
    }

    static func remove(_ path: String) throws(SystemError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw last(path) }
    }

    /// Gives a file one more name, and makes its bytes durable.
    ///
    /// - Returns: whether that can be: not on another file system, nor where there are no such names.
    static func link(_ path: String, to other: String) throws(SystemError) -> Bool {
        guard systemLink(path, other) == 0 else {
            if [EXDEV, EPERM, EMLINK, EOPNOTSUPP].contains(errno) { return false }
            throw last(path)
        }
        let descriptor = open(other, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw last(other) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw last(other) }
        return true
    }

    /// Bytes of a file that has no other name; 0 where it has, or is not there.
    static func bytesOfItsOwn(_ path: String) -> Int {
        var status = stat()
        guard stat(path, &status) == 0, status.st_nlink == 1 else { return 0 }
        return Int(status.st_size)
    }

    /// Removes a folder of plain files.
    static func removeFolder(_ path: String) throws(SystemError) {
        for name in try names(in: path) { try remove(path + "/" + name) }
        guard rmdir(path) == 0 else { throw last(path) }
    }

    /// Makes the names in a folder durable.
    static func sync(folder path: String) throws(SystemError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw last(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw last(path) }
    }

    /// The folder that `path` lies in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The one name that a file has, whatever links and dots lead to it; the same whether it is there
    /// already or yet to be made.
    static func absolute(_ path: String) -> String {
        if let resolved = realpath(path, nil) {
            defer { free(resolved) }
            return String(cString: resolved)
        }
        guard path != "." else { return path }
        var name = path[...]
        while name.count > 1, name.last == "/" { name.removeLast() }
        guard let slash = name.lastIndex(of: "/") else { return absolute(".") + "/" + name }
        let parent = slash == name.startIndex ? "/" : absolute(String(name[..<slash]))
        return (parent == "/" ? "" : parent) + name[slash...]
    }

    static func writeAll(
        _ bytes: [UInt8], to descriptor: Int32, path: String
    ) throws(SystemError) {
        try bytes.withUnsafeBufferPointer { bytes throws(SystemError) in
            try writeAll(UnsafeRawBufferPointer(bytes), to: descriptor, path: path)
        }
    }

    /// Writes all of `bytes`.
    static func writeAll(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
    ) throws(SystemError) {
        var rest = bytes
        while let base = rest.baseAddress, !rest.isEmpty {
            let count = systemWrite(descriptor, base, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw last(path)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }
}

internal import Foundation
internal import Glibc
internal import Hummingbird
internal import Synchronization

/// Uploads on disk, while they are worked on: a folder of this process, with a limit for all together.
final class Spool: Sendable {
    private let folder: String
    private let maxBytes: Int
    private let keptBytes: @Sendable () -> Int
    private let lock: Int32
    private let state = Mutex((bytes: 0, last: 0))

    /// - Parameter folder: made with mode 0700 when the first upload comes; what processes that are no
    ///   more left in it is removed now.
    /// - Parameter keptBytes: of uploads that lie elsewhere and count as well: those of imports that can
    ///   go on.
    init(
        folder: String, maxBytes: Int, keptBytes: @escaping @Sendable () -> Int = { 0 }
    ) throws {
        self.maxBytes = maxBytes
        self.keptBytes = keptBytes
        Self.removeLeftovers(folder)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        self.folder = folder + "/" + Secrets.random(bits: 96)
        try FileManager.default.createDirectory(
            atPath: self.folder, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        lock = open(self.folder + "/lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw ServerError.unavailable("The folder for uploads cannot be locked.")
        }
    }

    deinit {
        removeAll()
        close(lock)
    }

    /// Removes the folders of processes that do not hold their lock any more.
    private static func removeLeftovers(_ folder: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = folder + "/" + name
            let lock = open(path + "/lock", O_RDWR | O_CLOEXEC)
            defer { if lock >= 0 { close(lock) } }
            if lock >= 0, flock(lock, LOCK_EX | LOCK_NB) != 0 { continue }
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    /// A folder for what is made of an upload.
    ///
    /// - Parameter bytes: how much of the limit it takes as long as it is there.
    /// - Throws: 507 where there is no room.
    func makeFolder(reserving bytes: Int) throws(ServerError) -> ScratchFolder {
        let room = maxBytes - keptBytes()
        let number: Int? = state.withLock { state in
            guard state.bytes + bytes <= room else { return nil }
            state.bytes += bytes
            state.last += 1
            return state.last
        }
        guard let number else { throw Self.noRoom }
        return try ScratchFolder(path: "\(folder)/\(number)") { [weak self] in
            self?.state.withLock { $0.bytes -= bytes }
        }
    }

    /// Bytes of all uploads that are kept.
    var bytes: Int { state.withLock { $0.bytes } }

    /// Removes everything of this process.
    func removeAll() { try? FileManager.default.removeItem(atPath: folder) }

    /// Writes a request's body to disk.
    ///
    /// - Parameter name: what the client calls the file; only a plain name is kept of it.
    /// - Throws: 507 where the limit or the disk is reached; what reading the body throws. Nothing is
    ///   left on disk then.
    func take(_ body: some AsyncSequence<ByteBuffer, any Error>, name: String) async throws -> SpooledFile {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        let file = try SpooledFile(
            folder: "\(folder)/\(number)", name: Self.plain(name)
        ) { [weak self] bytes in
            self?.state.withLock { $0.bytes -= bytes }
        }
        let room = maxBytes - keptBytes()
        var parts = body.makeAsyncIterator()
        while let part = try await Self.next(&parts) {
            let hasRoom = state.withLock { state in
                guard state.bytes + part.readableBytes <= room else { return false }
                state.bytes += part.readableBytes
                return true
            }
            guard hasRoom else { throw Self.noRoom }
            file.count(part.readableBytes)
            try file.append(part)
        }
        return file
    }

    /// The next piece of a body. A client that goes away is no fault of the server's.
    private static func next<Parts: AsyncIteratorProtocol>(
        _ parts: inout Parts
    ) async throws -> ByteBuffer? where Parts.Element == ByteBuffer {
        do {
            return try await parts.next()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw ServerError.brokenOff
        }
    }

    static let noRoom = ServerError(
        .init(code: 507, reasonPhrase: "Insufficient Storage"), "no_room",
        "There is no room for this upload now. Try again later, or go on with what waits in the update history.")

    /// The last part of a name, without anything that a file system or a terminal takes for more.
    static func plain(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let sound = last.unicodeScalars.filter {
            $0.value >= 0x20 && $0.value != 0x7F && !(0x80...0x9F).contains($0.value)
        }
        var text = String(String.UnicodeScalarView(sound))
        while text.utf8.count > 120 { text.removeFirst() }
        return text.isEmpty || text.allSatisfy({ $0 == "." }) ? "upload.csv" : text
    }
}

/// One upload on disk. It is removed when nobody holds it any more.
final class SpooledFile: Sendable {
    let path: String
    /// As the client named it.
    let name: String
    /// Where it lies alone; what belongs to the work on it may lie beside it.
    let folder: String
    private let descriptor: Int32
    private let size = Atomic(0)
    private let released: @Sendable (Int) -> Void

    fileprivate init(
        folder: String, name: String, released: @escaping @Sendable (Int) -> Void
    ) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        self.folder = folder
        self.name = name
        self.released = released
        path = folder + "/" + name
        descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            try? FileManager.default.removeItem(atPath: folder)
            throw Spool.noRoom
        }
    }

    deinit {
        close(descriptor)
        try? FileManager.default.removeItem(atPath: folder)
        released(size.load(ordering: .relaxed))
    }

    var bytes: Int { size.load(ordering: .relaxed) }

    fileprivate func count(_ bytes: Int) { size.add(bytes, ordering: .relaxed) }

    fileprivate func append(_ part: ByteBuffer) throws(ServerError) {
        let isWritten = part.withUnsafeReadableBytes { bytes in
            var rest = bytes
            while !rest.isEmpty {
                let count = write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return true
        }
        guard isWritten else { throw Spool.noRoom }
    }
}

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file that appears whole or not at all: written beside its place, synced, renamed (design §5).
///
/// One that is dropped before `commit()` leaves nothing behind.
struct OutputFile: ~Copyable {
    let path: String
    private let part: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isCommitted = false

    private static let bufferBytes = 64 << 10

    /// - Parameter isPrivate: whether only the owner may read it; else the user's `umask` decides.
    init(_ path: String, isPrivate: Bool = true) throws(SystemError) {
        self.path = path
        part = path + ".part"
        descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, isPrivate ? 0o600 : 0o666)
        guard descriptor >= 0 else { throw FileSystem.last(path) }
    }

    deinit {
        close(descriptor)
        if !isCommitted { unlink(part) }
    }

    /// Small pieces are gathered; large ones go straight to the file.
    mutating func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        if bytes.count >= Self.bufferBytes {
            try flush()
            try FileSystem.writeAll(bytes, to: descriptor, path: path)
        } else {
            buffer.append(contentsOf: bytes)
            if buffer.count >= Self.bufferBytes { try flush() }
        }
    }

    mutating func write(_ bytes: [UInt8]) throws(SystemError) {
        try bytes.withUnsafeBufferPointer { bytes throws(SystemError) in
            try write(UnsafeRawBufferPointer(bytes))
        }
    }

    /// Puts the file in its place, where an old one is replaced.
    ///
    /// - Parameter isDurable: whether it must outlive a loss of power. Default: yes.
    mutating func commit(isDurable: Bool = true) throws(SystemError) {
        try flush()
        if isDurable, fsync(descriptor) != 0 { throw FileSystem.last(path) }
        guard rename(part, path) == 0 else { throw FileSystem.last(path) }
        isCommitted = true
        guard isDurable else { return }
        try FileSystem.sync(folder: FileSystem.folder(of: path))
    }

    private mutating func flush() throws(SystemError) {
        let pending = buffer
        buffer.removeAll(keepingCapacity: true)
        try FileSystem.writeAll(pending, to: descriptor, path: path)
    }
}

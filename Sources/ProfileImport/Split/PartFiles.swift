#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The parts of a split while they are written: any number of files with a few open at a time, that
/// appear together at the end (design §5).
struct PartFiles: ~Copyable {
    private let paths: [String]
    private let maxPending: Int
    private var buffers: [[UInt8]]
    private var pending = 0
    private var isCommitted = false

    /// - Parameter memory: bytes that may wait to be written.
    init(_ paths: [String], header: [UInt8], memory: Int) throws(SystemError) {
        self.paths = paths
        maxPending = max(1 << 16, memory)
        buffers = Array(repeating: header, count: paths.count)
        for path in paths { try FileSystem.remove(Self.part(path)) }
    }

    deinit {
        if !isCommitted { for path in paths { unlink(Self.part(path)) } }
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeRawBufferPointer, to part: Int) throws(SystemError) {
        buffers[part].append(contentsOf: bytes)
        buffers[part].append(0x0A)
        pending &+= bytes.count &+ 1
        if pending >= maxPending { try flush() }
    }

    /// Makes all parts durable and puts them in their places.
    mutating func commit() throws(SystemError) {
        try flush()
        for path in paths {
            let descriptor = try Self.open(path)
            defer { close(descriptor) }
            guard fsync(descriptor) == 0 else { throw FileSystem.last(path) }
        }
        for path in paths {
            guard rename(Self.part(path), path) == 0 else { throw FileSystem.last(path) }
        }
        isCommitted = true
        if let first = paths.first { try FileSystem.sync(folder: FileSystem.folder(of: first)) }
    }

    private mutating func flush() throws(SystemError) {
        for index in buffers.indices where !buffers[index].isEmpty {
            let descriptor = try Self.open(paths[index])
            defer { close(descriptor) }
            try FileSystem.writeAll(buffers[index], to: descriptor, path: paths[index])
            // What a part that is full took is given back.
            buffers[index] = []
        }
        pending = 0
    }

    private static func part(_ path: String) -> String { path + ".part" }

    private static func open(_ path: String) throws(SystemError) -> Int32 {
        let descriptor = openForAppending(part(path))
        guard descriptor >= 0 else { throw FileSystem.last(path) }
        return descriptor
    }
}

/// `open` of the C library, which the member called so would hide.
private func openForAppending(_ path: String) -> Int32 {
    open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
}

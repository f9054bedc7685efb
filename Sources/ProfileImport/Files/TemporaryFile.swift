#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file without a name: gone when nobody holds it any more, whatever ends the program.
///
/// It is made at the first write, so what fits in memory leaves the disk alone.
final class TemporaryFile {
    private let folder: String
    private var descriptor: Int32 = -1

    /// - Parameter folder: where it lies while it is there.
    init(in folder: String) { self.folder = folder }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Writes all of `bytes` at a place of the file.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(SystemError) {
        if descriptor < 0 { descriptor = try Self.make(in: folder) }
        var rest = bytes
        var place = offset
        while let base = rest.baseAddress, !rest.isEmpty {
            let count = pwrite(descriptor, base, rest.count, off_t(place))
            if count < 0 {
                if errno == EINTR { continue }
                throw FileSystem.last(folder)
            }
            place += count
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Fills `bytes` from a place of the file; what was never written there is zero.
    func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemError) {
        var rest = bytes
        var place = offset
        while let base = rest.baseAddress, !rest.isEmpty {
            let count = descriptor < 0 ? 0 : pread(descriptor, base, rest.count, off_t(place))
            if count < 0 {
                if errno == EINTR { continue }
                throw FileSystem.last(folder)
            }
            if count == 0 {
                rest.initializeMemory(as: UInt8.self, repeating: 0)
                return
            }
            place += count
            rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Gives the file a size and tells its descriptor, for mapping it.
    func makeRoom(_ bytes: Int) throws(SystemError) -> Int32 {
        if descriptor < 0 { descriptor = try Self.make(in: folder) }
        guard ftruncate(descriptor, off_t(bytes)) == 0 else { throw FileSystem.last(folder) }
        return descriptor
    }

    private static func make(in folder: String) throws(SystemError) -> Int32 {
        var name = Array((folder + "/rollcall-XXXXXX").utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw FileSystem.last(folder) }
        unlink(name)
        return descriptor
    }
}

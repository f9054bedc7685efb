#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A fixed number of plain values, all zero at first: in memory, of which only what is touched counts,
/// or beyond a limit in a mapped file, whose pages the system takes back when memory is short.
final class LargeArray<Element: BitwiseCopyable>: @unchecked Sendable {
    // `@unchecked Sendable`: filled by one task and then only read by others.
    let base: UnsafeMutablePointer<Element>
    let count: Int
    private let bytes: Int
    private let file: TemporaryFile?

    /// - Parameters:
    ///   - memoryLimit: bytes beyond which the array lies in a file.
    ///   - folder: where that file is.
    init(count: Int, memoryLimit: Int, folder: String) throws(SystemError) {
        self.count = count
        bytes = max(1, count * MemoryLayout<Element>.stride)
        let flags: Int32
        let descriptor: Int32
        if bytes > memoryLimit {
            let file = TemporaryFile(in: folder)
            descriptor = try file.makeRoom(bytes)
            self.file = file
            flags = MAP_SHARED
        } else {
            file = nil
            descriptor = -1
            flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        }
        let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, descriptor, 0)
        guard let memory, memory != MAP_FAILED else { throw FileSystem.last(folder) }
        base = memory.bindMemory(to: Element.self, capacity: max(1, count))
    }

    deinit { munmap(base, bytes) }

    @inline(__always)
    subscript(index: Int) -> Element {
        get { base[index] }
        set { base[index] = newValue }
    }

    var buffer: UnsafeMutableBufferPointer<Element> {
        UnsafeMutableBufferPointer(start: base, count: count)
    }
}

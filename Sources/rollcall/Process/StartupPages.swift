#if os(Linux)
internal import Glibc
#endif

/// The pages of the program itself.
enum StartupPages {
    /// Gives back those that were read to get this far: code and constants of all commands and libraries, of
    /// which the work ahead needs a fraction. What is needed again is in the page cache.
    ///
    /// Complexity: O(mappings), a fraction of a millisecond. Does nothing where `/proc` is not there.
    static func giveBack() {
        #if os(Linux)
        guard let file = fopen("/proc/self/maps", "r") else { return }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 4_096)
        var program: Substring?
        var isBehindCode = false
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            // `start-end rwxp offset device inode path`; the first mapping is the program's.
            let parts = text.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            guard parts.count == 6 else { continue }
            program = program ?? parts[5]
            let bounds = parts[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            // Code and what lies in front of it are as they are in the file; all else may have been relocated.
            let isCode = parts[1].hasPrefix("r-x")
            isBehindCode = isBehindCode || isCode
            guard parts[5] == program, isCode || (!isBehindCode && parts[1].hasPrefix("r--")),
                bounds.count == 2,
                let start = UnsafeMutableRawPointer(bitPattern: bounds[0]), bounds[1] > bounds[0]
            else { continue }
            madvise(start, Int(bounds[1] - bounds[0]), MADV_DONTNEED)
        }
        #endif
    }
}

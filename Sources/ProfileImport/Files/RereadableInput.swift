internal import ByteSources

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An input that can be read more than once: a file as it is, anything else as a copy in the
/// temporary folder, which is gone with this.
final class RereadableInput {
    /// As the user named it.
    let name: String
    private let path: String
    /// A folder of our own around the copy.
    private let copyFolder: String?
    private let stamp: FileSystem.Stamp?

    /// - Throws: `noInput`, `io`, or `cancelled` while the copy is made.
    init(_ name: String, temporaryFolder: String) async throws(ImportError) {
        self.name = name
        guard try InputSpool.isNeeded(name) else {
            path = name
            copyFolder = nil
            stamp = try? FileSystem.stamp(name)
            return
        }
        let folder = try Self.makeFolder(in: temporaryFolder)
        path = folder + "/input"
        copyFolder = folder
        stamp = nil
        do throws(ImportError) {
            try await InputSpool.copy(name, to: path, isDurable: false)
        } catch {
            Self.remove(folder)
            throw error
        }
    }

    deinit { if let copyFolder { Self.remove(copyFolder) } }

    /// Opens it from the start.
    func open(_ options: ReadingOptions) throws(ImportError) -> InputSource {
        do throws(ByteSourceError) {
            return try openInput(path: path, options: options.input)
        } catch {
            throw ImportError(reading: error, path: name)
        }
    }

    /// - Throws: `inputChanged` where the file is not what it was at first.
    func checkUnchanged() throws(ImportError) {
        guard copyFolder == nil, stamp != (try? FileSystem.stamp(path)) else { return }
        throw changed
    }

    var changed: ImportError {
        ImportError(
            .inputChanged, detail: "the file was changed while it was read; try again", path: name)
    }

    private static func makeFolder(in folder: String) throws(ImportError) -> String {
        var name = Array((folder + "/rollcall-XXXXXX").utf8CString)
        guard mkdtemp(&name) != nil else { throw .system(FileSystem.last(folder)) }
        return String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func remove(_ folder: String) {
        // What cannot be removed here is the system's to clear.
        try? FileSystem.removeFolder(folder)
    }
}

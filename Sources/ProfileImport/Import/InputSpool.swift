internal import ByteSources

/// Copies of what can be read only once (design §5: standard input is spooled first; so are
/// pipes that have a name).
enum InputSpool {
    private static let bufferBytes = 256 << 10

    /// Copies a source, as it comes, to a file that appears whole.
    ///
    /// - Parameter isDurable: whether the copy must outlive the program.
    static func copy(
        _ source: any ByteSource, name: String = "-", to path: String, isDurable: Bool = true
    ) async throws(ImportError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferBytes, alignment: 64)
        defer { buffer.deallocate() }
        var file = try open(path)
        while true {
            if Task.isCancelled { throw ImportError.cancelled }
            let count: Int
            do throws(ByteSourceError) {
                count = try await source.read(into: buffer)
            } catch {
                throw ImportError(reading: error, path: name)
            }
            do throws(SystemError) {
                if count == 0 { return try file.commit(isDurable: isDurable) }
                try file.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            } catch {
                throw .system(error)
            }
        }
    }

    /// Copies standard input for `-`, else what a path leads to.
    static func copy(
        _ file: String, to path: String, isDurable: Bool = true
    ) async throws(ImportError) {
        let source: DescriptorSource
        do throws(ByteSourceError) {
            source = file == "-" ? try .standardInput() : try .file(file)
        } catch {
            throw ImportError(reading: error, path: file)
        }
        try await copy(source, name: file, to: path, isDurable: isDurable)
    }

    /// Whether an input can be read only once: standard input, a pipe, a device.
    ///
    /// - Throws: `noInput` where there is none.
    static func isNeeded(_ file: String) throws(ImportError) -> Bool {
        if file == "-" { return true }
        do throws(SystemError) {
            if try FileSystem.stamp(file) != nil { return false }
        } catch {
            throw ImportError(error.isMissing ? .noInput : .io, detail: error.detail, path: file)
        }
        guard !FileSystem.isFolder(file) else {
            throw ImportError(.noInput, detail: "it is a folder, not a file", path: file)
        }
        return true
    }

    private static func open(_ path: String) throws(ImportError) -> OutputFile {
        do throws(SystemError) { return try OutputFile(path) } catch { throw .system(error) }
    }
}

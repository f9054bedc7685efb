internal import ByteSources

/// Copies of what can be read only once (design §5: standard input is spooled first).
enum InputSpool {
    private static let bufferBytes = 256 << 10

    /// Copies a source, as it comes, to a file that appears whole.
    static func copy(_ source: any ByteSource, to path: String) async throws(ImportError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferBytes, alignment: 64)
        defer { buffer.deallocate() }
        var file = try open(path)
        while true {
            if Task.isCancelled { throw ImportError.cancelled }
            let count: Int
            do throws(ByteSourceError) {
                count = try await source.read(into: buffer)
            } catch {
                throw Task.isCancelled ? .cancelled : ImportError(reading: error, path: "-")
            }
            do throws(SystemError) {
                if count == 0 { return try file.commit() }
                try file.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            } catch {
                throw .system(error)
            }
        }
    }

    /// Copies standard input.
    static func standardInput(to path: String) async throws(ImportError) {
        let source: DescriptorSource
        do throws(ByteSourceError) {
            source = try DescriptorSource.standardInput()
        } catch {
            throw ImportError(reading: error, path: "-")
        }
        try await copy(source, to: path)
    }

    private static func open(_ path: String) throws(ImportError) -> OutputFile {
        do throws(SystemError) { return try OutputFile(path) } catch { throw .system(error) }
    }
}

/// Records of bytes in numbered parts, each part in the order of arrival: in memory up to a budget,
/// beyond it on disk. A part is taken out whole.
final class PartedBytes {
    private struct Part {
        var bytes: [UInt8] = []
        var extents: [(offset: Int, count: Int)] = []
        var total = 0
    }

    private var parts: [Part]
    private let memory: Int
    private let folder: String
    private var held = 0
    private let file: TemporaryFile
    private var fileBytes = 0

    /// - Parameters:
    ///   - memory: bytes kept back from the disk.
    ///   - folder: where the file is made, if it is needed.
    init(parts: Int, memory: Int, folder: String) {
        self.parts = [Part](repeating: Part(), count: parts)
        self.memory = memory
        self.folder = folder
        file = TemporaryFile(in: folder)
    }

    func append(_ bytes: ArraySlice<UInt8>, to part: Int) throws(SystemError) {
        parts[part].bytes.append(contentsOf: bytes)
        parts[part].total += bytes.count
        held += bytes.count
        if held > memory { try spill() }
    }

    private func spill() throws(SystemError) {
        for number in parts.indices where !parts[number].bytes.isEmpty {
            let count = parts[number].bytes.count
            let bytes = parts[number].bytes
            try bytes.withUnsafeBufferPointer { bytes throws(SystemError) in
                try file.write(UnsafeRawBufferPointer(bytes), at: fileBytes)
            }
            parts[number].extents.append((fileBytes, count))
            parts[number].bytes = []
            fileBytes += count
        }
        held = 0
    }

    /// The bytes of a part, which is empty afterwards.
    ///
    /// - Parameter memoryLimit: bytes beyond which they lie in a mapped file.
    func take(_ number: Int, memoryLimit: Int) throws(SystemError) -> LargeArray<UInt8> {
        let part = parts[number]
        parts[number] = Part()
        held -= part.bytes.count
        let all = try LargeArray<UInt8>(
            count: part.total, memoryLimit: memoryLimit, folder: folder)
        var at = 0
        for extent in part.extents {
            try file.read(
                into: UnsafeMutableRawBufferPointer(start: all.base + at, count: extent.count),
                at: extent.offset)
            at += extent.count
        }
        part.bytes.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { (all.base + at).update(from: start, count: bytes.count) }
        }
        return all
    }
}

/// A corrected copy and its list of changes while they are written.
struct FixFiles: ~Copyable {
    private var copy: OutputFile
    private var list: OutputFile
    /// How often each rule changed something.
    private(set) var counts: [String: Int] = [:]

    init(_ file: String, changes: String) throws(ImportError) {
        let copy = try Self.open(file)
        let list = try Self.open(changes)
        self.copy = copy
        self.list = list
    }

    private static func open(_ path: String) throws(ImportError) -> OutputFile {
        do throws(SystemError) {
            return try OutputFile(path, isPrivate: false)
        } catch {
            throw ImportError(.cannotCreate, detail: error.detail, path: path)
        }
    }

    mutating func write(_ bytes: [UInt8], _ changes: [FieldChange]) throws(ImportError) {
        do throws(SystemError) {
            try copy.write(bytes)
            for change in changes {
                counts[change.rule, default: 0] += 1
                try list.write(change.json())
            }
        } catch {
            throw .system(error)
        }
    }

    mutating func commit() throws(ImportError) {
        do throws(SystemError) {
            try copy.commit()
            try list.commit()
        } catch {
            throw .system(error)
        }
    }
}

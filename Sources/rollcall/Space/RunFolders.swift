internal import Foundation

/// The folders of runs as files: what of them belongs to a space, and what still holds a person.
struct RunFolders {
    struct Entry {
        var path: String
        var name: String
        /// What the run was delivered to: `space:PATH`, a URL …
        var destination: String
    }

    private let path: String

    init(_ settings: Settings) {
        path = settings.runsDirectory ?? settings.space.appending("runs")
    }

    private struct Record: Decodable {
        var run: String
        var destination: String
    }

    /// Runs that can be read, by name.
    var entries: [Entry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().compactMap { name in
            let folder = path + "/" + name
            guard let data = FileManager.default.contents(atPath: folder + "/run.json"),
                let record = try? JSONDecoder().decode(Record.self, from: data)
            else { return nil }
            return Entry(path: folder, name: name, destination: record.destination)
        }
    }

    /// - Returns: how many were removed.
    func remove(where isMeant: (Entry) -> Bool) -> Int {
        entries.filter(isMeant).count {
            (try? FileManager.default.removeItem(atPath: $0.path)) != nil
        }
    }

    /// Files of any run that hold one of these values.
    func files(holding values: [[UInt8]]) throws -> [String] {
        var found: [String] = []
        let needles = values.filter { !$0.isEmpty }.map { Data($0) }
        for entry in entries {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: entry.path)) ?? []
            for name in names.sorted() {
                let file = entry.path + "/" + name
                guard let data = try? Data(contentsOf: URL(filePath: file), options: .mappedIfSafe),
                    needles.contains(where: { data.range(of: $0) != nil })
                else { continue }
                found.append(file)
            }
        }
        return found
    }
}

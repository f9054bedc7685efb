internal import ByteSources
internal import Foundation
internal import IdentifyMessages
internal import IdentityResolution
internal import ProfileImport
internal import ProfileSpace
internal import RollcallCSV

/// A folder with tables of a Profiles Sync export as CSV, plain or gzip, one file a table:
/// identifiers (`user_identifiers`, `external_id_mapping`, `external_id_mapping_updates`), merges
/// (`id_graph`, `profile_merges`, `id_graph_updates`) and traits (`user_traits`, `profile_traits`,
/// `profile_traits_updates`). Of each kind the first that is there is read.
struct ProfileExport {
    private static let identifierTables = [
        "user_identifiers", "external_id_mapping", "external_id_mapping_updates",
    ]
    private static let mergeTables = ["id_graph", "profile_merges", "id_graph_updates"]
    private static let traitTables = ["user_traits", "profile_traits", "profile_traits_updates"]
    /// Columns of a table of traits that are no traits.
    private static let ownColumns: Set<String> = [
        "canonical_segment_id", "segment_id", "merged_to", "seq", "uuid_ts", "timestamp",
        "received_at", "id", "loaded_at", "uuid", "original_timestamp",
    ]
    private static let batch = 5_000

    let folder: String
    let settings: Settings

    /// Reads the tables that are there.
    ///
    /// - Throws: status 66 when there is no table of identifiers.
    func read(into profiles: CollectedProfiles) async throws {
        guard let identifiers = table(Self.identifierTables) else {
            throw Failure(
                .noInput, "\(Words.visible(folder)) has no table of identifiers.",
                advice: "A Profiles Sync export has user_identifiers.csv or "
                    + "external_id_mapping_updates.csv; several parts are put into one file first.")
        }
        try await rows(of: identifiers, into: profiles) { row in Self.identifier(row) }
        if let merges = table(Self.mergeTables) {
            try await rows(of: merges, into: profiles) { row in Self.merge(row) }
        }
        if let traits = table(Self.traitTables) {
            try await rows(of: traits, into: profiles) { row in Self.traits(row) }
        }
        try profiles.finish()
    }

    private func table(_ names: [String]) -> String? {
        for name in names {
            for ending in [".csv", ".csv.gz"] {
                let path = folder + "/" + name + ending
                if FileManager.default.fileExists(atPath: path) { return path }
            }
        }
        return nil
    }

    // MARK: Rows

    /// A row by the names of its columns.
    private struct Row {
        let columns: [String: Int]
        let names: [String]
        let fields: [String]

        subscript(name: String) -> String? {
            guard let index = columns[name], index < fields.count, !fields[index].isEmpty else {
                return nil
            }
            return fields[index]
        }

        /// The profile that the row is about.
        var owner: String? { self["canonical_segment_id"] ?? self["segment_id"] }

        /// Milliseconds since 1970. A backfilled row has no `timestamp`.
        var time: Int {
            for name in ["timestamp", "received_at", "uuid_ts"] {
                if let text = self[name], let time = ProfileExport.milliseconds(text) { return time }
            }
            return self["seq"].flatMap { Int($0) } ?? 0
        }
    }

    private func rows(
        of path: String, into profiles: CollectedProfiles, _ facts: (Row) -> [CollectedProfiles.Fact]
    ) async throws {
        settings.console.detail("Reading \(path)")
        let source: InputSource
        do {
            source = try openInput(path: path, options: InputOptions(inflater: settings.inflater))
        } catch {
            throw Failure(error, of: path)
        }
        var columns: [String: Int] = [:]
        var names: [String] = []
        var gathered: [CollectedProfiles.Fact] = []
        for try await fields in InputBytes(source: source, path: path).records() {
            if names.isEmpty {
                names = fields.map { $0.lowercased() }
                for (index, name) in names.enumerated() where columns[name] == nil {
                    columns[name] = index
                }
                continue
            }
            gathered += facts(Row(columns: columns, names: names, fields: fields))
            if gathered.count >= Self.batch {
                try profiles.add(gathered)
                gathered.removeAll(keepingCapacity: true)
            }
        }
        try profiles.add(gathered)
    }

    private static func identifier(_ row: Row) -> [CollectedProfiles.Fact] {
        guard let owner = row.owner, let type = row["type"] ?? row["external_id_type"],
            let value = row["value"] ?? row["external_id_value"]
        else { return [] }
        let bytes = Array(value.utf8)
        if row["__operation"]?.uppercased() == "REMOVED" {
            return [.removed(owner: owner, type: type, value: bytes)]
        }
        return [.identifier(owner: owner, type: type, value: bytes, addedAt: row.time)]
    }

    private static func merge(_ row: Row) -> [CollectedProfiles.Fact] {
        guard let owner = row["segment_id"], let survivor = row["canonical_segment_id"] else {
            return []
        }
        return [.merge(owner: owner, into: survivor)]
    }

    /// One row a trait, or one column a trait. A table does not tell texts from numbers: all are text.
    private static func traits(_ row: Row) -> [CollectedProfiles.Fact] {
        guard let owner = row.owner else { return [] }
        func fact(_ name: String, _ value: String) -> CollectedProfiles.Fact {
            var json = JSONBuffer(capacity: 256)
            json.appendString(Array(value.utf8))
            return .trait(
                owner: owner, name: Array(name.utf8), json: json.withBytes { Array($0) },
                order: row.time)
        }
        if let name = row["name"], let value = row["value"], row.columns["canonical_segment_id"] != nil {
            return [fact(name, value)]
        }
        return row.names.compactMap { name in
            guard !ownColumns.contains(name), !name.hasPrefix("triggering_"), let value = row[name]
            else { return nil }
            return fact(name, value)
        }
    }

    /// `2022-05-02 14:01:47.123+00`, `2022-05-02T14:01:47Z` and what lies between.
    static func milliseconds(_ text: String) -> Int? {
        var text = text.replacing(" UTC", with: "Z").replacing(" ", with: "T")
        if text.count == 10 { text += "T00:00:00" }
        if let time = Timestamp.milliseconds(text.utf8) { return time }
        if text.hasSuffix("+00") { text += ":00" }
        return Timestamp.milliseconds(text.utf8) ?? Timestamp.milliseconds((text + "Z").utf8)
    }
}

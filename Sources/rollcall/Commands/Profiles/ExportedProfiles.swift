internal import ByteSources
internal import IdentifyMessages
internal import ProfileSpace
internal import RollcallCSV

/// Reads what `profiles --format json` or `--format csv` has written. Which of the two it is, the first
/// byte tells: a line of JSON begins with a brace.
struct ExportedProfiles {
    private static let pageSize = 2_000

    /// As the user named it.
    let name: String
    let settings: Settings
    /// The time of what has none of its own, milliseconds since 1970.
    let now: Int

    /// Puts all profiles into a space, page by page.
    func read(into restore: ProfileRestore) async throws {
        let source: InputSource
        do {
            source = try openInput(path: name, options: InputOptions(inflater: settings.inflater))
        } catch { throw Failure(error, of: name) }
        var bytes = InputBytes(source: source, path: name).makeAsyncIterator()
        let head = try await bytes.next() ?? []
        let all = InputBytes(head: head, source: source, path: name)
        let first = head.first { !" \t\r\n\u{FEFF}".utf8.contains($0) }
        if first == UInt8(ascii: "{") {
            try await readLines(all, into: restore)
        } else {
            try await readTable(all, into: restore)
        }
    }

    private func malformed(_ line: Int, _ what: String) -> Failure {
        Failure(
            .malformedInput, "\(Words.visible(name)), line \(Words.grouped(line)): \(what).",
            advice: "It takes what rollcall profiles --format json or --format csv has written.")
    }

    // MARK: JSON

    /// Lines so far, and what of the next one has come.
    private struct Lines {
        var page: [Profile] = []
        var rest: [UInt8] = []
        var number = 0
    }

    private func readLines(_ bytes: InputBytes, into restore: ProfileRestore) async throws {
        var lines = Lines()
        var pieces = bytes.makeAsyncIterator()
        while let piece = try await pieces.next() {
            try take(piece, &lines)
            guard lines.page.count >= Self.pageSize else { continue }
            try restore.add(lines.page)
            lines.page.removeAll(keepingCapacity: true)
        }
        if !lines.rest.isEmpty { try takeLine(&lines) }
        try restore.add(lines.page)
    }

    private func take(_ piece: [UInt8], _ lines: inout Lines) throws(Failure) {
        var start = 0
        while let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
            lines.rest += piece[start..<end]
            try takeLine(&lines)
            start = end + 1
        }
        lines.rest += piece[start...]
        guard lines.rest.count <= settings.limits.maxRecordBytes else {
            throw malformed(lines.number + 1, "the line is too long")
        }
    }

    private func takeLine(_ lines: inout Lines) throws(Failure) {
        lines.number += 1
        defer { lines.rest.removeAll(keepingCapacity: true) }
        guard !lines.rest.allSatisfy({ $0 <= 0x20 }) else { return }
        let profile = lines.rest.withUnsafeBytes { JSONTree($0).flatMap { Self.profile($0) } }
        guard let profile else { throw malformed(lines.number, "this is no profile") }
        lines.page.append(profile)
    }

    private static func profile(_ line: JSONTree) -> Profile? {
        guard let id = line["segment_id"]?.string, let created = time(line["created_at"]),
            let ids = line["external_ids"], let traits = line["traits"]
        else { return nil }
        let updated = time(line["updated_at"]) ?? created
        var profile = Profile(segmentID: id, createdAt: created, updatedAt: updated)
        for one in ids.elements {
            guard let type = one["type"]?.string, let value = one["id"]?.bytes else { return nil }
            profile.identities.append(
                .init(type: type, value: value, addedAt: time(one["created_at"]) ?? created))
        }
        profile.traits = self.traits(traits, at: updated)
        for one in line["merges"]?.elements ?? [] {
            guard let merged = one["merged"]?.string, let survivor = one["survivor"]?.string else {
                return nil
            }
            profile.merges.append(
                .init(merged: merged, survivor: survivor, at: time(one["at"]) ?? updated))
        }
        for one in line["links"]?.elements ?? [] {
            guard let group = one["group_id"]?.bytes else { return nil }
            profile.links.append(.init(groupID: group, at: time(one["at"]) ?? updated))
        }
        return profile
    }

    private static func traits(_ tree: JSONTree, at time: Int) -> [Profile.Trait] {
        tree.members.map { .init(name: $0.name, json: $0.tree.json, updatedAt: time) }
    }

    private static func time(_ tree: JSONTree?) -> Int? {
        tree?.bytes.flatMap { Timestamp.milliseconds($0) }
    }

    // MARK: CSV

    /// All of a profile stands in the first three columns, in each of the three forms.
    private func readTable(_ bytes: InputBytes, into restore: ProfileRestore) async throws {
        var page: [Profile] = []
        var number = 0
        var last = ""
        var records = bytes.records(limits: settings.limits).makeAsyncIterator()
        while let fields = try await next(&records, number + 1) {
            number += 1
            if number == 1 {
                guard fields.prefix(3) == ["key", "value", "external_ids"] else {
                    throw malformed(1, "the columns are not key, value and external_ids")
                }
                continue
            }
            guard fields.count >= 3, let profile = profile(fields) else {
                throw malformed(number, "this is no profile")
            }
            // Form c has further rows for further values.
            if profile.segmentID == last { continue }
            last = profile.segmentID
            page.append(profile)
            guard page.count == Self.pageSize else { continue }
            try restore.add(page)
            page.removeAll(keepingCapacity: true)
        }
        try restore.add(page)
    }

    private func next(
        _ records: inout AsyncRecords<InputBytes>.Iterator, _ line: Int
    ) async throws -> [String]? {
        do {
            return try await records.next()
        } catch let error as CSVError {
            throw malformed(line, "\(error)")
        }
    }

    private func profile(_ fields: [String]) -> Profile? {
        var profile = Profile(segmentID: fields[0], createdAt: now, updatedAt: now)
        let isWhole = Array(fields[1].utf8).withUnsafeBytes { text in
            guard let tree = JSONTree(text), tree.value.kind == .object else { return false }
            profile.traits = Self.traits(tree, at: now)
            return true
        }
        guard isWhole else { return nil }
        return Array(fields[2].utf8).withUnsafeBytes { text in
            guard let tree = JSONTree(text), tree.value.kind == .object else { return nil }
            for (type, values) in tree.members {
                for value in values.elements {
                    guard let value = value.bytes else { return nil }
                    profile.identities.append(
                        .init(type: String(decoding: type, as: UTF8.self), value: value, addedAt: now))
                }
            }
            return profile
        }
    }
}

internal import GRDB
internal import IdentifyMessages

/// Reads whole profiles for looking at: rows, and what other tables know of them.
struct ProfileDecoder {
    let database: Database
    let path: String
    let detail: Profile.Detail

    static let columns = """
        id, segment_id, created_at, updated_at, first_mark, last_mark, merge_count, identifiers, traits,
        trait_marks
        """

    func profile(_ row: Row) throws -> Profile {
        let id: Int = row["id"]
        let lastMark: Int = row["last_mark"]
        let updatedAt: Int = row["updated_at"]
        var profile = Profile(
            segmentID: row["segment_id"], number: id, createdAt: row["created_at"],
            updatedAt: updatedAt)
        let marks: String? = row["trait_marks"]
        do throws(MalformedJSON) {
            profile.identities = try identities(Array((row["identifiers"] as String).utf8))
            profile.traits = try traits(
                Array((row["traits"] as String).utf8), marks.map { Array($0.utf8) } ?? [], lastMark,
                updatedAt)
        } catch {
            throw SpaceError(
                .unreadable, detail: "the space \(path) is damaged: profile \(id): \(error)")
        }
        if detail >= .relations {
            if row["merge_count"] as Int > 0 { profile.merges = try merges(into: id) }
            profile.links = try links(of: id)
        }
        if detail >= .origins { try addOrigins(to: &profile, row) }
        return profile
    }

    private func addOrigins(to profile: inout Profile, _ row: Row) throws {
        profile.firstOrigin = try origin(row["first_mark"])
        profile.lastOrigin = try origin(row["last_mark"])
        for index in profile.identities.indices {
            profile.identities[index].origin = try origin(profile.identities[index].mark)
        }
        for index in profile.traits.indices {
            profile.traits[index].origin = try origin(profile.traits[index].mark)
        }
    }

    private func identities(_ json: [UInt8]) throws(MalformedJSON) -> [Profile.Identity] {
        var identities: [Profile.Identity] = []
        try json.scan { (scanner, text) throws(MalformedJSON) in
            guard try scanner.openList() else { return }
            repeat {
                var values: [JSONValue] = []
                guard try scanner.openList() else { continue }
                repeat { values.append(try scanner.value(depth: 4)) } while try scanner.anotherElement()
                guard values.count >= 4 else { continue }
                identities.append(
                    .init(
                        type: String(decoding: values[0].text(in: text), as: UTF8.self),
                        value: values[1].text(in: text), addedAt: values[2].integer(in: text),
                        mark: values[3].integer(in: text)))
            } while try scanner.anotherElement()
        }
        return identities.sorted { $0.mark < $1.mark }
    }

    private func traits(
        _ json: [UInt8], _ marks: [UInt8], _ lastMark: Int, _ updatedAt: Int
    ) throws(MalformedJSON) -> [Profile.Trait] {
        let explicit = try explicitMarks(marks)
        var traits: [Profile.Trait] = []
        try json.scan { (scanner, text) throws(MalformedJSON) in
            guard try scanner.openObject() else { return }
            repeat {
                let name = try scanner.name().text(in: text)
                let value = try scanner.value(depth: 2 * MessageReader.maxDepth)
                let mark = explicit[name] ?? (lastMark, updatedAt)
                traits.append(
                    .init(
                        name: name, json: [UInt8](value.json(in: text)), updatedAt: mark.time,
                        mark: mark.mark))
            } while try scanner.anotherMember()
        }
        return traits
    }

    private func explicitMarks(
        _ json: [UInt8]
    ) throws(MalformedJSON) -> [[UInt8]: (mark: Int, time: Int)] {
        var explicit: [[UInt8]: (mark: Int, time: Int)] = [:]
        if json.isEmpty { return explicit }
        try json.scan { (scanner, text) throws(MalformedJSON) in
            guard try scanner.openObject() else { return }
            repeat {
                let name = try scanner.name().text(in: text)
                var values: [Int] = []
                guard try scanner.openList() else { continue }
                repeat {
                    values.append(try scanner.value(depth: 1).integer(in: text))
                } while try scanner.anotherElement()
                if values.count >= 2 { explicit[name] = (values[0], values[1]) }
            } while try scanner.anotherMember()
        }
        return explicit
    }

    /// The row or message that a mark belongs to.
    func origin(_ mark: Int) throws -> Profile.Origin? {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT runs.run AS name, kind, source, files ->> (file - 1) AS file_name, file,
                        first_row + ?1 - first_mark AS place, received_at
                    FROM arrivals JOIN runs ON runs.id = arrivals.run
                    WHERE first_mark <= ?1 ORDER BY first_mark DESC LIMIT 1
                    """), arguments: [mark])
        guard let row else { return nil }
        guard row["kind"] as String != "source" else {
            let id = try String.fetchOne(
                database.cachedStatement(sql: "SELECT id FROM message_ids WHERE mark = ?"),
                arguments: [mark])
            return Profile.Origin(
                source: row["source"], messageID: id ?? "", receivedAt: row["received_at"])
        }
        let (run, file, place): (String, Int, Int) = (row["name"], row["file"], row["place"])
        return Profile.Origin(
            source: row["file_name"] ?? row["source"], messageID: "rollcall-\(run)-\(file)-\(place)",
            receivedAt: row["received_at"], run: run, file: file, row: place)
    }

    /// The merges into a profile and into those that were merged into it, in order.
    private func merges(into id: Int) throws -> [Profile.Merge] {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    \(Self.whole)
                    SELECT one.segment_id AS survivor, other.segment_id AS merged, mark, at
                    FROM whole JOIN merges ON merges.survivor = whole.profile
                        JOIN profiles AS one ON one.id = merges.survivor
                        JOIN profiles AS other ON other.id = merges.merged
                    ORDER BY merges.id
                    """), arguments: [id])
        return try rows.map { row in
            Profile.Merge(
                merged: row["merged"], survivor: row["survivor"], at: row["at"], mark: row["mark"],
                origin: detail >= .origins ? try origin(row["mark"]) : nil)
        }
    }

    /// The accounts of a profile and of those that were merged into it; of one that is there twice,
    /// the first.
    private func links(of id: Int) throws -> [Profile.Link] {
        try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    \(Self.whole)
                    SELECT group_id, at, min(mark) AS mark FROM links JOIN whole USING (profile)
                    GROUP BY group_id ORDER BY mark, group_id
                    """),
            arguments: [id]
        ).map {
            Profile.Link(groupID: Array(($0["group_id"] as String).utf8), at: $0["at"], mark: $0["mark"])
        }
    }

    /// A profile's number and those of all that were merged into it, one or more steps away.
    static let whole = """
        WITH RECURSIVE whole (profile) AS (
            VALUES (?1)
            UNION SELECT merged FROM merges JOIN whole ON survivor = profile
        )
        """
}

extension [UInt8] {
    /// Walks JSON of the space's own rows.
    fileprivate func scan(
        _ use: (inout JSONScanner, UnsafeRawBufferPointer) throws(MalformedJSON) -> Void
    ) throws(MalformedJSON) {
        var failure: MalformedJSON?
        withUnsafeBytes { text in
            do throws(MalformedJSON) {
                var scanner = try JSONScanner(text, 0..<text.count)
                try use(&scanner, text)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}

extension JSONValue {
    fileprivate func integer(in text: UnsafeRawBufferPointer) -> Int {
        Int(String(decoding: raw(in: text), as: UTF8.self)) ?? 0
    }
}

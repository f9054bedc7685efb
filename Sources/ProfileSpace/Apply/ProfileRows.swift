internal import IdentifyMessages
internal import IdentityResolution

/// Profiles as rows of the database: reads a row into a working profile and writes one back.
final class ProfileRows {
    private let rules: IdentityRules
    private let hashes: [IdentifierHash]
    private let types: [[UInt8]]
    /// `["user_id","` … for each rule.
    private let openings: [[UInt8]]
    private let path: String
    private let select: RawStatement
    private let insert: RawStatement
    private let update: RawStatement
    @exclusivity(unchecked) private var buffer = JSONBuffer(capacity: 1 << 16)
    @exclusivity(unchecked) private var slots = TraitSlots()
    @exclusivity(unchecked) private var values: [JSONValue] = []

    init(
        _ rules: IdentityRules, hashes: [IdentifierHash], on database: OpaquePointer, path: String
    ) throws(SpaceError) {
        self.rules = rules
        self.hashes = hashes
        self.path = path
        types = rules.rules.map { Array($0.type.utf8) }
        openings = types.map { type in
            var buffer = JSONBuffer(capacity: 256)
            buffer.append("[")
            buffer.appendString(type)
            buffer.append(",\"")
            return buffer.withBytes { [UInt8]($0) }
        }
        select = try RawStatement(
            """
            SELECT segment_id, created_at, updated_at, first_mark, last_mark, merged_into, merge_count,
                identifiers, traits, trait_marks
            FROM profiles WHERE id = ?1
            """, on: database, path: path)
        insert = try RawStatement(
            "INSERT INTO profiles VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)", on: database,
            path: path)
        update = try RawStatement(
            """
            UPDATE profiles SET updated_at = ?4, last_mark = ?6, merged_into = ?7, merge_count = ?8,
                identifiers = ?9, traits = ?10, trait_marks = ?11
            WHERE id = ?1
            """, on: database, path: path)
    }

    // MARK: Reading

    /// - Returns: `nil` where there is no such profile, or where it was merged into another.
    func load(
        _ id: Int, into content: BatchContent, _ pool: ProfilePool
    ) throws(SpaceError) -> WorkingProfile? {
        select.bind(1, id)
        defer { select.reset() }
        guard try select.step(), select.isNull(5) else { return nil }
        // The segment ID never changes: nothing here needs it.
        let profile = pool.take(
            id: id, isNew: false, segmentID: Bytes(start: nil, count: 0), time: select.int(1),
            mark: select.int(3))
        profile.updatedAt = select.int(2)
        profile.lastMark = select.int(4)
        profile.mergeCount = select.int(6)
        let identifiers = content.arena.copy(select.text(7))
        let traits = content.arena.copy(select.text(8))
        let marks: Bytes? = select.isNull(9) ? nil : content.arena.copy(select.text(9))
        profile.stored = .init(
            updatedAt: profile.updatedAt, lastMark: profile.lastMark, mergeCount: profile.mergeCount,
            identifiers: identifiers, traits: traits, traitMarks: marks)
        do throws(MalformedJSON) {
            try readIdentifiers(identifiers, into: profile, content)
            try readTraits(traits, into: profile, content)
            if let marks { try readMarks(marks, into: profile, content) }
        } catch {
            throw SpaceError(
                .unreadable, detail: "the space \(path) is damaged: profile \(id): \(error)")
        }
        return profile
    }

    private func readIdentifiers(
        _ text: Bytes, into profile: WorkingProfile, _ content: BatchContent
    ) throws(MalformedJSON) {
        var scanner = try JSONScanner(text, 0..<text.count)
        guard try scanner.openList() else { return }
        repeat {
            values.removeAll(keepingCapacity: true)
            guard try scanner.openList() else { continue }
            repeat { values.append(try scanner.value(depth: 4)) } while try scanner.anotherElement()
            guard values.count >= 4 else { continue }
            let type = values[0].raw(in: text)
            let rule = types.firstIndex { type.elementsEqual($0) }
            let value = values[1].kind == .string
                ? values[1].raw(in: text) : content.arena.copy(values[1].text(in: text))
            profile.held.append(
                HeldIdentifier(rule: rule ?? -1, addedAt: Self.integer(values[2], text)))
            profile.details.append(
                .init(
                    unknownType: rule == nil ? type : Bytes(start: nil, count: 0), value: value,
                    hash: rule.map { hashes[$0](value) } ?? 0, mark: Self.integer(values[3], text),
                    storedUnder: profile.id))
        } while try scanner.anotherElement()
    }

    private func readTraits(
        _ text: Bytes, into profile: WorkingProfile, _ content: BatchContent
    ) throws(MalformedJSON) {
        var scanner = try JSONScanner(text, 0..<text.count)
        content.names.begin()
        guard try scanner.openObject() else { return }
        repeat {
            let name = try scanner.name()
            let value = try scanner.value(depth: 2 * MessageReader.maxDepth)
            profile.traits.append(
                .init(
                    name: content.names.number(of: name.raw(in: text)), value: value.json(in: text),
                    mark: profile.lastMark, time: profile.updatedAt))
        } while try scanner.anotherMember()
    }

    private func readMarks(
        _ text: Bytes, into profile: WorkingProfile, _ content: BatchContent
    ) throws(MalformedJSON) {
        var scanner = try JSONScanner(text, 0..<text.count)
        guard try scanner.openObject() else { return }
        repeat {
            let name = content.names.number(of: try scanner.name().raw(in: text))
            guard try scanner.openList() else { continue }
            let mark = Self.integer(try scanner.value(depth: 1), text)
            guard try scanner.anotherElement() else { continue }
            let time = Self.integer(try scanner.value(depth: 1), text)
            while try scanner.anotherElement() { _ = try scanner.value(depth: 1) }
            slots.load(profile, names: content.names.names.count)
            let value = slots.index(of: name).map { profile.traits[$0].value }
            slots.write(
                .init(name: name, value: value ?? Bytes(start: nil, count: 0), mark: mark, time: time),
                to: profile)
        } while try scanner.anotherMember()
    }

    private static func integer(_ value: JSONValue, _ text: Bytes) -> Int {
        guard value.kind == .number else { return 0 }
        var number = 0
        for digit in value.raw(in: text) {
            // Times before 1970 are rare; what is no plain number of ours is read as 0.
            guard digit != UInt8(ascii: "-") else { return negative(value, text) }
            guard case 0...9 = Int(digit) - 0x30, number < Int.max / 10 - 1 else { return 0 }
            number = number * 10 + Int(digit) - 0x30
        }
        return number
    }

    private static func negative(_ value: JSONValue, _ text: Bytes) -> Int {
        Int(String(decoding: value.raw(in: text), as: UTF8.self)) ?? 0
    }

    // MARK: Writing

    /// - Parameter undo: keeps what a row held before, where the messages belong to a run.
    func write(_ profile: WorkingProfile, names: [Bytes], undo: UndoLog?) throws(SpaceError) {
        buffer.truncate(to: 0)
        writeIdentifiers(profile)
        let identifiersEnd = buffer.count
        writeTraits(profile, names)
        let traitsEnd = buffer.count
        let hasMarks = writeMarks(profile, names)
        let statement = profile.isNew ? insert : update
        statement.bind(1, profile.id)
        if profile.isNew {
            statement.bind(2, text: profile.segmentID)
            statement.bind(3, profile.createdAt)
            statement.bind(5, profile.firstMark)
        }
        statement.bind(4, profile.updatedAt)
        statement.bind(6, profile.lastMark)
        if let survivor = profile.mergedInto { statement.bind(7, survivor) } else { statement.bindNull(7) }
        statement.bind(8, profile.mergeCount)
        try buffer.withBytes { (bytes) throws(SpaceError) in
            let identifiers = Bytes(rebasing: bytes[..<identifiersEnd])
            let traits = Bytes(rebasing: bytes[identifiersEnd..<traitsEnd])
            let marks = hasMarks ? Bytes(rebasing: bytes[traitsEnd...]) : nil
            statement.bind(9, text: identifiers)
            statement.bind(10, text: traits)
            if let marks { statement.bind(11, text: marks) } else { statement.bindNull(11) }
            try statement.run()
            if !profile.isNew, let undo {
                try undo.keep(profile, identifiers: identifiers, traits: traits, marks: marks)
            }
        }
    }

    private func writeIdentifiers(_ profile: WorkingProfile) {
        buffer.append(UInt8(ascii: "["))
        let (all, details) = (profile.held, profile.details)
        for index in all.indices {
            let held = all[index]
            let detail = details[index]
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            if held.rule >= 0 {
                buffer.append(openings[held.rule])
            } else {
                buffer.append("[\"")
                buffer.append(detail.unknownType)
                buffer.append("\",\"")
            }
            buffer.appendEscaped(detail.value)
            buffer.append("\",")
            buffer.append(decimal: held.addedAt)
            buffer.append(UInt8(ascii: ","))
            buffer.append(decimal: detail.mark)
            buffer.append(UInt8(ascii: "]"))
        }
        buffer.append(UInt8(ascii: "]"))
    }

    private func writeTraits(_ profile: WorkingProfile, _ names: [Bytes]) {
        buffer.append(UInt8(ascii: "{"))
        var isFirst = true
        for trait in profile.traits where !trait.value.isEmpty {
            let name = names[Int(trait.name)]
            buffer.reserve(name.count + trait.value.count + 4)
            if !isFirst { buffer.appendUnchecked(UInt8(ascii: ",")) }
            isFirst = false
            buffer.appendUnchecked(UInt8(ascii: "\""))
            buffer.appendUnchecked(name)
            buffer.appendUnchecked(UInt8(ascii: "\""))
            buffer.appendUnchecked(UInt8(ascii: ":"))
            buffer.appendUnchecked(trait.value)
        }
        buffer.append(UInt8(ascii: "}"))
    }

    /// Marks that the row's own columns do not tell; removed traits keep theirs, or a merge with an
    /// older profile would bring them back.
    private func writeMarks(_ profile: WorkingProfile, _ names: [Bytes]) -> Bool {
        var isFirst = true
        for trait in profile.traits
        where trait.value.isEmpty || trait.mark != profile.lastMark || trait.time != profile.updatedAt {
            buffer.append(UInt8(ascii: isFirst ? "{" : ","))
            isFirst = false
            buffer.append(UInt8(ascii: "\""))
            buffer.append(names[Int(trait.name)])
            buffer.append("\":[")
            buffer.append(decimal: trait.mark)
            buffer.append(UInt8(ascii: ","))
            buffer.append(decimal: trait.time)
            buffer.append(UInt8(ascii: "]"))
        }
        if !isFirst { buffer.append(UInt8(ascii: "}")) }
        return !isFirst
    }
}

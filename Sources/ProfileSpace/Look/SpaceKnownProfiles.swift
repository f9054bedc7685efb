internal import GRDB
internal import IdentifyMessages
public import IdentityResolution

/// The profiles of a space as they were at one moment, for a plan to compare with. Whoever writes to
/// the space meanwhile is not kept waiting and not seen.
public struct SpaceKnownProfiles: KnownProfiles {
    public let hash: IdentifierHash
    public let count: Int
    /// When the last import began, milliseconds since 1970; `nil`: there was none.
    public let lastImport: Int?
    private let snapshot: DatabaseSnapshot
    private let rules: IdentityRules
    private let path: String

    /// Opens a space's present state. It is held until the value is dropped.
    ///
    /// - Throws: when the space cannot be read.
    public init(_ space: Space) throws(SpaceError) {
        do {
            snapshot = try space.pool.makeSnapshot()
            (count, lastImport) = try snapshot.read { database in
                (
                    try Int.fetchOne(
                        database, sql: "SELECT value FROM space WHERE key = 'profiles'") ?? 0,
                    try Int.fetchOne(database, sql: "SELECT max(started_at) FROM runs")
                )
            }
        } catch {
            throw SpaceError(error, path: space.directory)
        }
        hash = space.hash
        rules = space.rules
        path = space.directory
    }

    /// Profiles under these hashes, by one look-up each in the order of the index.
    public func holders(of hashes: [UInt64]) async throws(LookupError) -> [Holder] {
        guard count > 0 else { return [] }
        return try await read { (connection) throws(SpaceError) in
            let select = try RawStatement(
                "SELECT profile FROM lookup WHERE hash = ?1", on: connection, path: path)
            var found: [Holder] = []
            for hash in hashes {
                select.bind(1, Int(Int64(bitPattern: hash)))
                while try select.step() {
                    found.append(Holder(hash: hash, profile: select.int(0)))
                }
                select.reset()
            }
            return found
        }
    }

    /// Profiles by number, each read from its row.
    public func profiles(_ numbers: [Int]) async throws(LookupError) -> KnownBlock {
        try await read { (connection) throws(SpaceError) in
            let select = try RawStatement(
                """
                SELECT segment_id, last_mark, merge_count, identifiers, traits, trait_marks
                FROM profiles WHERE id = ?1 AND merged_into IS NULL
                """, on: connection, path: path)
            let types = rules.rules.map { Array($0.type.utf8) }
            var found = KnownBlock()
            for number in numbers {
                select.bind(1, number)
                defer { select.reset() }
                guard try select.step() else { continue }
                do throws(MalformedJSON) {
                    try Self.add(number, select, types, to: &found)
                } catch {
                    throw SpaceError(
                        .unreadable, detail: "the space \(path) is damaged: profile \(number): \(error)")
                }
            }
            return found
        }
    }

    /// Names of all traits that the space has ever got.
    public func traitNames() async throws(LookupError) -> Set<[UInt8]>? {
        try await read { (connection) throws(SpaceError) in
            let select = try RawStatement("SELECT name FROM trait_names", on: connection, path: path)
            var names: Set<[UInt8]> = []
            while try select.step() {
                // As JSON writes them.
                var name: [UInt8] = []
                JSONText.unescape(select.text(0), into: &name)
                names.insert(name)
            }
            return names
        }
    }

    private func read<R: Sendable>(
        _ work: @escaping @Sendable (OpaquePointer) throws(SpaceError) -> R
    ) async throws(LookupError) -> R {
        do {
            return try await snapshot.read { database in
                guard let connection = database.sqliteConnection else {
                    throw SpaceError(.io, detail: "the space \(path) is closed")
                }
                return try work(connection)
            }
        } catch {
            if error is CancellationError { throw LookupError(.cancelled, detail: "stopped on request") }
            let failure = SpaceError(error, path: path)
            throw LookupError(failure.code == .busy ? .tryLater : .io, detail: failure.detail)
        }
    }
}

// MARK: - Rows

extension SpaceKnownProfiles {
    private static func add(
        _ number: Int, _ row: RawStatement, _ types: [[UInt8]], to block: inout KnownBlock
    ) throws(MalformedJSON) {
        block.add(number: number, id: row.text(0), mergeCount: row.int(2))
        try addIdentifiers(row.text(3), types, to: &block)
        try addTraits(row.text(4), row.int(1), to: &block)
        if !row.isNull(5) { try readMarks(row.text(5), into: &block) }
    }

    private static func addIdentifiers(
        _ text: Bytes, _ types: [[UInt8]], to block: inout KnownBlock
    ) throws(MalformedJSON) {
        var scanner = try JSONScanner(text, 0..<text.count)
        guard try scanner.openList() else { return }
        repeat {
            guard try scanner.openList() else { continue }
            let type = try scanner.value(depth: 4).raw(in: text)
            guard try scanner.anotherElement() else { continue }
            let value = try scanner.value(depth: 4)
            guard try scanner.anotherElement() else { continue }
            let addedAt = try scanner.value(depth: 4).integer(in: text)
            while try scanner.anotherElement() { _ = try scanner.value(depth: 4) }
            let rule = types.firstIndex { type.elementsEqual($0) } ?? -1
            value.withText(in: text) { block.addIdentifier(rule: rule, value: $0, addedAt: addedAt) }
        } while try scanner.anotherElement()
    }

    private static func addTraits(
        _ text: Bytes, _ mark: Int, to block: inout KnownBlock
    ) throws(MalformedJSON) {
        var scanner = try JSONScanner(text, 0..<text.count)
        guard try scanner.openObject() else { return }
        repeat {
            let name = try scanner.name()
            let value = try scanner.value(depth: 2 * MessageReader.maxDepth).json(in: text)
            name.withText(in: text) { block.addTrait(name: $0, json: value, order: mark) }
        } while try scanner.anotherMember()
    }

    /// Marks that are not the profile's own, also those of traits that were removed.
    private static func readMarks(
        _ text: Bytes, into block: inout KnownBlock
    ) throws(MalformedJSON) {
        var scanner = try JSONScanner(text, 0..<text.count)
        guard try scanner.openObject() else { return }
        repeat {
            let name = try scanner.name()
            guard try scanner.openList() else { continue }
            let mark = try scanner.value(depth: 1).integer(in: text)
            while try scanner.anotherElement() { _ = try scanner.value(depth: 1) }
            name.withText(in: text) { block.setOrder(ofTrait: $0, mark) }
        } while try scanner.anotherMember()
    }
}

extension JSONValue {
    /// A whole number as the space writes it; what is none is 0.
    fileprivate func integer(in text: Bytes) -> Int {
        var number = 0
        for digit in raw(in: text) {
            guard case 0...9 = Int(digit) - 0x30, number < Int.max / 10 - 1 else {
                return Int(String(decoding: raw(in: text), as: UTF8.self)) ?? 0
            }
            number = number * 10 + Int(digit) - 0x30
        }
        return number
    }
}

internal import GRDB
internal import IdentifyMessages
internal import IdentityResolution

/// The identifiers of a space, as a check goes through them. Whoever writes to the space meanwhile is not
/// kept waiting and not seen.
struct SpaceIdentifiers: KnownIdentifiers {
    /// Profiles that are read together where not all are, and between two looks for cancellation.
    private static let blockProfiles = 1_000

    let space: Space
    let maxProfiles: Int

    func forEachIdentifier(
        of types: [String], _ use: (_ type: Int, _ value: UnsafeRawBufferPointer) -> Bool
    ) throws(LookupError) -> Int {
        do throws(SpaceError) {
            return try space.read { try go(through: $0, types.map { Array($0.utf8) }, use) }
        } catch {
            throw LookupError(error.code == .busy ? .tryLater : .io, detail: error.detail)
        }
    }

    private func go(
        through database: Database, _ types: [[UInt8]],
        _ use: (_ type: Int, _ value: UnsafeRawBufferPointer) -> Bool
    ) throws -> Int {
        let count = try Int.fetchOne(
            database, sql: "SELECT value FROM space WHERE key = 'profiles'") ?? 0
        guard count > 0, maxProfiles > 0, let connection = database.sqliteConnection else { return 0 }
        let select = try RawStatement(
            "SELECT identifiers FROM profiles WHERE id >= ?1 AND id < ?2 AND merged_into IS NULL",
            on: connection, path: space.directory)
        let end = (try Int.fetchOne(database, sql: "SELECT max(id) FROM profiles") ?? 0) + 1
        // One block in so many.
        let share = (count - 1) / maxProfiles + 1
        let block = share == 1 ? end : Self.blockProfiles
        var looked = 0
        for first in stride(from: 0, to: end, by: block * share) {
            select.bind(1, first)
            select.bind(2, min(end, first + block))
            while try select.step() {
                // Looked for here, because the types asked for may be ones that nobody has.
                if looked % Self.blockProfiles == 0, Task.isCancelled { return looked }
                looked += 1
                guard try hand(select.text(0), types, use) else { return looked }
            }
            select.reset()
        }
        return looked
    }

    /// Hands on what one profile has.
    private func hand(
        _ text: UnsafeRawBufferPointer, _ types: [[UInt8]],
        _ use: (_ type: Int, _ value: UnsafeRawBufferPointer) -> Bool
    ) throws(SpaceError) -> Bool {
        do throws(MalformedJSON) {
            return try Self.forEach(in: text) { type, value in
                guard let index = types.firstIndex(where: { type.elementsEqual($0) }) else { return true }
                return use(index, value)
            }
        } catch {
            throw SpaceError(
                .unreadable, detail: "the space \(space.directory) is damaged: \(error)")
        }
    }

    /// Goes through `[[type, value, …], …]`, the identifiers of a profile as its row has them.
    ///
    /// - Returns: false where `use` stopped it.
    static func forEach(
        in text: UnsafeRawBufferPointer,
        _ use: (_ type: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) throws(MalformedJSON) -> Bool {
        var scanner = try JSONScanner(text, 0..<text.count)
        guard try scanner.openList() else { return true }
        repeat {
            guard try scanner.openList() else { continue }
            let type = try scanner.value(depth: 4)
            guard try scanner.anotherElement() else { continue }
            let value = try scanner.value(depth: 4)
            while try scanner.anotherElement() { _ = try scanner.value(depth: 4) }
            guard value.withText(in: text, { use(type.raw(in: text), $0) }) else { return false }
        } while try scanner.anotherElement()
        return true
    }
}

internal import GRDB
internal import IdentifyMessages
public import IdentityResolution

/// What the profiles are like, for a check of a file that compares with them.
extension Space {
    /// Looks at the profiles, at all of them or at so many that are spread evenly; names of traits are
    /// complete either way.
    ///
    /// - Parameters:
    ///   - most: profiles that are looked at. Default: 100,000, a fraction of a second.
    ///   - mostIdentifiers: profiles whose identifiers a check goes through. Default: 25,000,000, under
    ///     a minute where the database is in memory.
    /// - Complexity: O(most · log profiles).
    public func survey(
        most: Int = 100_000, mostIdentifiers: Int = 25_000_000
    ) throws(SpaceError) -> ProfileSurvey {
        try read { [self] database in
            let count = try Int.fetchOne(
                database, sql: "SELECT value FROM space WHERE key = 'profiles'") ?? 0
            var survey = ProfileSurvey(
                profiles: count, known: SpaceIdentifiers(space: self, maxProfiles: mostIdentifiers))
            guard count > 0, let connection = database.sqliteConnection else { return survey }
            let columns = "SELECT identifiers, traits FROM profiles"
            if count <= most {
                let select = try RawStatement(
                    columns + " WHERE merged_into IS NULL", on: connection, path: directory)
                while try select.step() { try add(select, to: &survey) }
                return survey
            }
            let select = try RawStatement(
                columns + " WHERE id >= ?1 AND merged_into IS NULL ORDER BY id LIMIT 1",
                on: connection, path: directory)
            let last = try Int.fetchOne(database, sql: "SELECT max(id) FROM profiles") ?? 0
            for id in stride(from: 1, through: last, by: max(1, last / max(most, 1))) {
                select.bind(1, id)
                if try select.step() { try add(select, to: &survey) }
                select.reset()
            }
            let names = try RawStatement(
                "SELECT name FROM trait_names", on: connection, path: directory)
            while try names.step() {
                // As JSON writes them.
                var name: [UInt8] = []
                JSONText.unescape(names.text(0), into: &name)
                survey.addTraitName(name)
            }
            return survey
        }
    }

    private func add(_ row: RawStatement, to survey: inout ProfileSurvey) throws(SpaceError) {
        survey.addProfile()
        do throws(MalformedJSON) {
            let text = row.text(0)
            _ = try SpaceIdentifiers.forEach(in: text) { type, value in
                survey.addIdentifier(String(decoding: type, as: UTF8.self), value)
                return true
            }
            try Self.addTraits(row.text(1), to: &survey)
        } catch {
            throw SpaceError(.unreadable, detail: "the space \(directory) is damaged: \(error)")
        }
    }

    /// `{name: value, …}`
    private static func addTraits(
        _ text: UnsafeRawBufferPointer, to survey: inout ProfileSurvey
    ) throws(MalformedJSON) {
        var scanner = try JSONScanner(text, 0..<text.count)
        guard try scanner.openObject() else { return }
        repeat {
            let name = try scanner.name().text(in: text)
            switch try scanner.value(depth: 2 * MessageReader.maxDepth).kind {
            case .string, .escapedString: survey.addTrait(name, .string)
            case .number: survey.addTrait(name, .number)
            case .true, .false: survey.addTrait(name, .boolean)
            case .object, .array: survey.addTrait(name, .nested)
            case .null, .absent: break
            }
        } while try scanner.anotherMember()
    }
}

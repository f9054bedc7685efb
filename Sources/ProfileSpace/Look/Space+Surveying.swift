internal import GRDB
internal import IdentifyMessages
public import IdentityResolution

/// What the profiles are like, for a check of a file that compares with them.
extension Space {
    /// Looks at the profiles, at all of them or at so many that are spread evenly.
    ///
    /// - Parameter most: profiles that are looked at. Default: 100,000, a fraction of a second.
    /// - Complexity: O(most · log profiles).
    public func survey(most: Int = 100_000) throws(SpaceError) -> ProfileSurvey {
        try read { [self] database in
            let count = try Int.fetchOne(
                database, sql: "SELECT value FROM space WHERE key = 'profiles'") ?? 0
            var survey = ProfileSurvey(profiles: count)
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
            return survey
        }
    }

    private func add(_ row: RawStatement, to survey: inout ProfileSurvey) throws(SpaceError) {
        survey.addProfile()
        do throws(MalformedJSON) {
            try Self.addIdentifiers(row.text(0), to: &survey)
            try Self.addTraits(row.text(1), to: &survey)
        } catch {
            throw SpaceError(.unreadable, detail: "the space \(directory) is damaged: \(error)")
        }
    }

    /// `[[type, value, …], …]`
    private static func addIdentifiers(
        _ text: UnsafeRawBufferPointer, to survey: inout ProfileSurvey
    ) throws(MalformedJSON) {
        var scanner = try JSONScanner(text, 0..<text.count)
        guard try scanner.openList() else { return }
        repeat {
            guard try scanner.openList() else { continue }
            let type = try scanner.value(depth: 4)
            guard try scanner.anotherElement() else { continue }
            let value = try scanner.value(depth: 4)
            while try scanner.anotherElement() { _ = try scanner.value(depth: 4) }
            let name = String(decoding: type.raw(in: text), as: UTF8.self)
            value.withText(in: text) { survey.addIdentifier(name, $0) }
        } while try scanner.anotherElement()
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

public import IdentityResolution
public import ProfileCSV
internal import RollcallCSV

/// `--undo-kit`: what the profiles of a place say before an import changes them, as files that an
/// import can bring back (design §5).
///
/// In the folder lie `profiles.csv` with every trait that the profiles have, `mapping.yaml`, by which
/// an import of it sets back what the first import sets and nothing else, `plan.html` with what that
/// import would do, and `README.txt` with the command and with what cannot be undone.
///
/// Memory: one profile and the names of all traits.
public struct UndoKit: Sendable {
    /// What a kit is of.
    public struct Occasion: Sendable {
        /// As the user named them.
        public var files: [String]
        /// Where the import goes, for people.
        public var destination: String
        /// The command that brings the kit back, up to its own files, as an argument each.
        public var command: [String]

        public init(files: [String], destination: String, command: [String]) {
            self.files = files
            self.destination = destination
            self.command = command
        }
    }

    /// What was saved.
    public struct Outcome: Sendable, Hashable {
        /// Profiles in `profiles.csv`.
        public var profiles = 0
        /// Profiles without an identifier that an import could find them by.
        public var unreachable = 0
    }

    public let folder: String
    private let types: [String]
    private let constants: [[UInt8]]

    private static let pageSize = 500
    private static let readMeName = "README.txt"

    /// - Parameters:
    ///   - folder: a new one, or one with a kit that was not finished.
    ///   - configuration: of the import, its mapping the one in force.
    public init(folder: String, configuration: SpaceConfiguration) {
        self.folder = folder
        types = configuration.identifiers.map(\.type)
        constants = (configuration.mapping ?? Mapping()).constants.map(\.name)
    }

    /// Whether a whole kit lies in the folder.
    public var isComplete: Bool { FileSystem.exists("\(folder)/\(Self.readMeName)") }

    /// Makes the folder, which only its owner may enter.
    ///
    /// - Parameter force: whether an older kit is replaced.
    /// - Throws: `cannotCreate` where there is one already, or no folder can be made.
    public func prepare(force: Bool = false) throws(ImportError) {
        if isComplete, !force {
            throw ImportError(
                .cannotCreate, detail: "a kit lies there already; name another folder", path: folder)
        }
        do throws(SystemError) {
            try FileSystem.makeFolders(folder)
            try FileSystem.remove("\(folder)/\(Self.readMeName)")
        } catch {
            throw ImportError(.cannotCreate, detail: error.detail, path: folder)
        }
    }

    /// Writes the kit.
    ///
    /// - Parameters:
    ///   - profiles: those that the files lead to, numbered from 1.
    ///   - plan: what the import would do to them.
    /// - Throws: `io`, or why profiles cannot be looked up.
    public func write(
        _ profiles: some KnownProfiles, _ plan: Plan, _ occasion: Occasion
    ) async throws(ImportError) -> Outcome {
        let touched = touched(plan)
        let used = try await usedTypes(profiles, touched)
        let columns = try await columns(profiles, touched, types: used)
        let outcome = try await writeProfiles(profiles, columns, types: used)
        try put(mapping(columns, types: used), "mapping.yaml")
        try put(PlanPage(writer: PlanWriter(showsValues: true)).html(plan), "plan.html")
        // The last one: what tells that the kit is whole.
        try put(Array(readMe(plan, occasion, outcome).utf8), Self.readMeName)
        return outcome
    }

    private func put(_ bytes: [UInt8], _ name: String) throws(ImportError) {
        do throws(SystemError) {
            try FileSystem.write(bytes, to: "\(folder)/\(name)")
        } catch {
            throw .system(error)
        }
    }

    // MARK: Columns

    /// The traits that the files set, in their order, then all others by name.
    private func columns(
        _ profiles: some KnownProfiles, _ names: [[UInt8]], types used: [Int]
    ) async throws(ImportError) -> [UndoKitColumn] {
        let identifiers = Set(used.map { Array(types[$0].utf8) })
        var columns = names.filter { !identifiers.contains($0) }.map {
            UndoKitColumn(name: $0, isTouched: true)
        }
        var places: [[UInt8]: Int] = [:]
        for (index, column) in columns.enumerated() { places[column.name] = index }
        try await forEach(profiles) { profile in
            for trait in profile.traits {
                if places[trait.name] == nil {
                    // What identifies a profile is a trait here only where nothing else has its name.
                    if identifiers.contains(trait.name) { continue }
                    places[trait.name] = columns.count
                    columns.append(UndoKitColumn(name: trait.name, isTouched: false))
                }
                places[trait.name].map { columns[$0].learn(trait.json) }
            }
        }
        let touched = columns.filter(\.isTouched)
        let others = columns.filter { !$0.isTouched }.sorted {
            $0.name.lexicographicallyPrecedes($1.name)
        }
        columns = touched + others
        var taken = Set(used.map { types[$0] })
        for index in columns.indices {
            var header = columns[index].plainHeader ?? ""
            if header.isEmpty || taken.contains(header) { header = "trait \(index + 1) \(header)" }
            while header.last == " " { header.removeLast() }
            while !taken.insert(header).inserted { header += "'" }
            columns[index].header = header
        }
        return columns
    }

    /// Names of the traits that the files set.
    private func touched(_ plan: Plan) -> [[UInt8]] {
        var names: [[UInt8]] = []
        for report in plan.reports.prefix(1) {
            // E-mail addresses and identifiers of one's own are traits as well.
            names += report.identifiers.filter {
                $0.location == "traits.email" || $0.location == "context.externalIds"
            }.map { Array($0.identifier.utf8) }
            names += report.traits.map { Array($0.trait.utf8) }
        }
        var seen: Set<[UInt8]> = []
        return (names + constants).filter { seen.insert($0).inserted }
    }

    /// The identifiers that columns are of: those that profiles are found by, and those that the
    /// files set as traits too, for a trait of that name can be set in no other way.
    private func usedTypes(
        _ profiles: some KnownProfiles, _ touched: [[UInt8]]
    ) async throws(ImportError) -> [Int] {
        var used = Set(types.indices.filter { touched.contains(Array(types[$0].utf8)) })
        try await forEach(profiles) { profile in
            if let best = best(profile) { used.insert(best.rule) }
        }
        return used.sorted()
    }

    /// The identifier that an import finds the profile by: one alone, so that bringing traits back
    /// adds no identifier and merges nobody.
    private func best(_ profile: UndoKitProfile) -> UndoKitProfile.Identifier? {
        profile.identifiers.filter {
            types.indices.contains($0.rule) && types[$0.rule] != "group_id"
        }.min { $0.rule < $1.rule }
    }

    /// Youngest first: where two become one, the older stays, and what it said comes last.
    private func forEach(
        _ profiles: some KnownProfiles, _ use: (UndoKitProfile) throws(ImportError) -> Void
    ) async throws(ImportError) {
        var end = profiles.count
        while end > 0 {
            if Task.isCancelled { throw .cancelled }
            let start = max(1, end - Self.pageSize + 1)
            let page: KnownBlock
            do throws(LookupError) {
                page = try await profiles.profiles(Array(start...end))
            } catch {
                throw ImportError(lookup: error)
            }
            for place in page.profiles.indices.reversed() {
                try use(UndoKitProfile(page, place))
            }
            end = start - 1
        }
    }

    // MARK: Files

    private func writeProfiles(
        _ profiles: some KnownProfiles, _ columns: [UndoKitColumn], types used: [Int]
    ) async throws(ImportError) -> Outcome {
        var outcome = Outcome()
        var writer = RecordWriter()
        writer.append(used.map { types[$0] } + columns.map(\.header))
        var places: [[UInt8]: Int] = [:]
        for (index, column) in columns.enumerated() { places[column.name] = used.count + index }
        var file = try opened("profiles.csv")
        try await forEach(profiles) { profile throws(ImportError) in
            guard let best = best(profile), let slot = used.firstIndex(of: best.rule) else {
                outcome.unreachable += 1
                return
            }
            var record = [[UInt8]](repeating: [], count: used.count + columns.count)
            record[slot] = best.value
            for trait in profile.traits {
                if let place = places[trait.name] {
                    record[place] = columns[place - used.count].cell(trait.json)
                }
                // Only what identifies the profile already, so that no identifier is added.
                guard let slot = used.firstIndex(where: { trait.name.elementsEqual(types[$0].utf8) }),
                    let text = UndoKitColumn.text(trait.json),
                    profile.identifiers.contains(where: { $0.rule == used[slot] && $0.value == text })
                else { continue }
                record[slot] = text
            }
            writer.append(bytes: record)
            outcome.profiles += 1
            do throws(SystemError) { try file.write(writer.take()) } catch { throw .system(error) }
        }
        do throws(SystemError) {
            try file.write(writer.take())
            try file.commit()
        } catch {
            throw .system(error)
        }
        return outcome
    }

    private func opened(_ name: String) throws(ImportError) -> OutputFile {
        do throws(SystemError) { return try OutputFile("\(folder)/\(name)") } catch {
            throw .system(error)
        }
    }

    private func mapping(_ columns: [UndoKitColumn], types used: [Int]) -> [UInt8] {
        var lines = [
            "# Sets back what the import set; all other traits of profiles.csv are left alone.",
            "columns:",
        ]
        for type in used {
            let name = UndoKitColumn.quoted(Array(types[type].utf8))
            lines.append("  \(name): {identifier: \(name)}")
        }
        lines += columns.map(\.mapping)
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
}

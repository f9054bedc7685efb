internal import Foundation
internal import IdentifyMessages
internal import IdentityResolution
internal import ProfileCSV
internal import ProfileImport
internal import ProfileSpace

extension SpaceFolder {
    /// Whether there are profiles yet, or could be.
    var hasProfiles: Bool { Space.exists(in: location.path) }

    /// Opens the profiles under the configuration in force.
    ///
    /// - Returns: `nil` where there is no space and none was to be made.
    func open(createIfMissing: Bool, memory: Int = Settings.defaultMemory) throws -> Space? {
        guard createIfMissing || hasProfiles else { return nil }
        let rules = try IdentityRules(configuration().configuration.identifiers)
        return try Space.open(
            directory: location.path, rules: rules, createIfMissing: createIfMissing,
            options: Space.Options(cacheBytes: memory / 2))
    }

    /// Opens the profiles of a space that is there, to change something about it.
    func openToChange() throws -> Space {
        guard let space = try open(createIfMissing: location.exists) else { throw isMissing }
        return space
    }

    /// That there is no space, or one without profiles.
    var isMissing: Failure {
        Failure(
            .noInput, "There are no profiles in \(location.path).",
            advice: "rollcall import makes them; rollcall space init makes a space.")
    }

    /// Names the space and its number of profiles, as every command does that touches it.
    func announce(_ console: Console) throws {
        guard let space = try open(createIfMissing: false) else {
            return console.say("Space \(location.path): no profiles yet.")
        }
        let count = try space.profileCount()
        try space.close()
        console.say("Space \(location.path): \(Words.count(count, "profile")).")
    }

    /// What the space's profiles are like, for files to be compared with; `nil` where there are none.
    /// A space that cannot be read keeps nobody from checking a file.
    ///
    /// - Parameter comparesIdentifiers: whether the files' identifiers are compared with those there.
    func survey(_ console: Console, comparesIdentifiers: Bool) throws -> ProfileSurvey? {
        do {
            guard let space = try open(createIfMissing: false) else { return nil }
            let survey = try space.survey()
            guard survey.profiles > 0 else { return nil }
            let compared = survey.known?.maxProfiles ?? 0
            let part =
                comparesIdentifiers && compared < survey.profiles
                ? "\(Words.grouped(compared)) of the " : ""
            console.say(
                "Compared with \(part)\(Words.count(survey.profiles, "profile")) of the space "
                    + location.path + (comparesIdentifiers ? "." : ", but for their identifiers."))
            return survey
        } catch let error as SpaceError {
            console.say(
                "The space \(location.path) cannot be read, so nothing is compared with its profiles: "
                    + "\(Failure(error).message)")
            return nil
        }
    }

    /// The space as a place for an import.
    func deliveryPlace(memory: Int) -> DeliveryPlace {
        let path = URL(filePath: location.path).standardizedFileURL.path
        return DeliveryPlace(name: "space:" + path) { run throws(ImportError) in
            do {
                guard let space = try open(createIfMissing: true, memory: memory) else {
                    throw SpaceError(.missing, detail: "there is no space in \(location.path)")
                }
                return SpaceDestination(
                    space,
                    run: SpaceRun(
                        id: run.id.description, startedAt: run.startedAt,
                        files: run.files))
            } catch {
                throw ImportError(space: error)
            }
        }
    }
}

extension ImportError {
    /// What opening a space throws, as an import ends with it.
    fileprivate init(space error: any Error) {
        switch error {
        case let error as SpaceError where error.code == .busy:
            self.init(.tryLater, detail: error.detail)
        case let error as SpaceError:
            self.init(.io, detail: error.detail)
        case let error as BadIdentityRule:
            self.init(.configuration, detail: Failure(error).message)
        case let error as ConfigurationError:
            self.init(.configuration, detail: error.description)
        case let error as Failure:
            self.init(.configuration, detail: error.message)
        default:
            self.init(.bug, detail: "\(error)")
        }
    }
}

extension SpaceFolder {
    /// The space no longer holds what was delivered to it, so `--only-changed` sends every row again.
    func forgetUnchanged(_ settings: Settings) throws(ImportError) {
        try UnchangedRows.forget(
            destination: deliveryPlace(memory: 0).name,
            in: settings.runsDirectory ?? location.appending("runs"))
    }

    /// The space as a place to read back from.
    func readBack() -> ReadBack {
        ReadBack(name: "the space \(location.path)") { id throws(ImportError) in
            do {
                guard let space = try open(createIfMissing: false) else { return nil }
                defer { try? space.close() }
                return try space.profile(type: id.type, value: id.value)?.traits.map {
                    ReadBack.Trait(name: $0.name, json: $0.json)
                }
            } catch {
                throw ImportError(space: error)
            }
        }
    }
}

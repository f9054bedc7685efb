internal import Foundation
internal import IdentityResolution
internal import ProfileCSV
internal import ProfileImport
internal import ProfileSpace
internal import TrackingClient

/// `--undo-kit`: reads, before the first row is sent, the profiles that the files lead to, and keeps what
/// they say.
struct UndoKitMaker: Sendable {
    let kit: UndoKit
    let api: ProfileAPI
    /// With the mapping in force.
    let configuration: SpaceConfiguration
    let reading: ReadingOptions
    let occasion: UndoKit.Occasion
    let force: Bool
    let console: Console

    /// - Parameter profiles: where they are read.
    init(
        _ kit: UndoKit, of profiles: RemotePlace.Profiles, configuration: SpaceConfiguration,
        reading: ReadingOptions, occasion: UndoKit.Occasion, settings: Settings
    ) {
        self.kit = kit
        api = ProfileAPI(profiles.address, options: profiles.options)
        self.configuration = configuration
        self.reading = reading
        self.occasion = occasion
        force = settings.force
        console = settings.console
    }

    /// What is said of it before anybody agrees to send.
    func words(people: Int?) -> String {
        let rate = "100 requests a second"
        guard let people else { return "in \(kit.folder), read first at \(rate)" }
        let seconds = Int(api.leastTime(profiles: people, reading: .valuesAndTimes).components.seconds)
        return "in \(kit.folder), read first at \(rate): up to \(ProgressBar.time(max(1, seconds))) for people "
            + "with one identifier"
    }

    /// What brings a kit back.
    static func command(_ folder: String, _ flags: [String]) -> [String] {
        ["rollcall", "import", folder + "/profiles.csv", "--mapping", folder + "/mapping.yaml"] + flags
    }

    /// - Throws: whatever keeps it from being made; nothing may be sent then.
    func make(_ preview: SendPreview) async throws(ImportError) {
        if preview.hasBegun {
            guard kit.isComplete else {
                throw ImportError(
                    .configuration,
                    detail: "a part of the run was sent without a kit, so none can be made; go on without "
                        + "--undo-kit", path: kit.folder)
            }
            return console.say("The undo kit of this run lies in \(kit.folder).")
        }
        try kit.prepare(force: force)
        do {
            let outcome = try await gather(preview.paths)
            console.say(
                "Undo kit: \(Words.count(outcome.profiles, "profile")) kept in \(kit.folder); its README.txt "
                    + "says what can be set back and what cannot.")
        } catch let error as ImportError {
            throw error
        } catch let error as LookupError {
            throw ImportError(error.code == .io ? .io : .unavailable, detail: error.detail)
        } catch let error as ProfileAPIError {
            throw ImportError(error)
        } catch is CancellationError {
            throw ImportError(.cancelled, detail: "stopped on request")
        } catch {
            throw ImportError(.io, detail: "the undo kit cannot be made: \(error)", path: kit.folder)
        }
    }

    private func gather(_ paths: [String]) async throws -> UndoKit.Outcome {
        let now = Int(Date().timeIntervalSince1970 * 1_000)
        let stage = try PlanStage(
            configuration: configuration,
            options: PlanOptions(reading: reading, now: now, version: Version.current))
        // Kept until the kit is whole, so that a look-up that was stopped goes on where it was.
        let store = "\(kit.folder)/lookups.sqlite"
        let profiles = try CollectedProfiles(
            path: store, rules: try IdentityRules(configuration.identifiers))
        let lookup = SegmentProfiles(api: api, profiles: profiles, console: console, now: now)
        console.say("Undo kit: what the profiles say now is read first.")
        _ = try await lookup.gather(try await stage.identifiers(of: paths), sample: nil)
        let basis = PlanBasis(
            .profileAPI, profiles: profiles.count,
            words: "\(Words.count(profiles.count, "profile")) of \(api.address.host)")
        let plan = try await stage.plan(paths, against: profiles, basis)
        let outcome = try await kit.write(profiles, plan, occasion)
        for end in ["", "-journal", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: store + end)
        }
        return outcome
    }
}

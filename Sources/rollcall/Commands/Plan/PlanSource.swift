internal import ArgumentParser
internal import Foundation
internal import IdentityResolution
internal import ProfileCSV
internal import ProfileImport
internal import ProfileSpace
internal import TrackingClient

/// `--against`: what a plan is compared with, as typed.
enum PlanSource: Sendable, Hashable, ExpressibleByArgument {
    case space
    case none
    case profileAPI
    /// A folder with the tables of a Profiles Sync export.
    case export(String)

    init?(argument: String) {
        switch argument {
        case "space": self = .space
        case "none": self = .none
        case "profile-api": self = .profileAPI
        case "": return nil
        default: self = .export(argument)
        }
    }

    var defaultValueDescription: String { "space" }

    /// What opening one needs.
    struct Context {
        let files: [String]
        let stage: PlanStage
        let folder: SpaceFolder
        let settings: Settings
        let sample: Int?
        /// `--profile-token-file`.
        let tokenFile: String?
        let bar: ProgressBar
    }

    /// Profiles to compare with, and what they are.
    struct Known {
        let profiles: any KnownProfiles
        let basis: PlanBasis
    }

    /// - Throws: what keeps the profiles from being read.
    func open(_ context: Context) async throws -> Known {
        switch self {
        case .none: return Self.nobody
        case .space: return try Self.space(context)
        case .profileAPI: return try await Self.segment(context)
        case .export(let folder): return try await Self.export(folder, context)
        }
    }

    private static let nobody = Known(
        profiles: NoProfiles(), basis: PlanBasis(.none, profiles: 0, words: "this file alone"))

    /// The local space. It is never made for this.
    private static func space(_ context: Context) throws -> Known {
        guard let space = try context.folder.open(createIfMissing: false, memory: context.settings.memory / 8)
        else {
            return Known(
                profiles: NoProfiles(),
                basis: PlanBasis(.space, profiles: 0, words: words(profiles: 0, lastImport: nil)))
        }
        let known = try SpaceKnownProfiles(space)
        return Known(
            profiles: known,
            basis: PlanBasis(
                .space, profiles: known.count,
                words: words(profiles: known.count, lastImport: known.lastImport)))
    }

    private static func words(profiles: Int, lastImport: Int?) -> String {
        let date = lastImport.map { milliseconds in
            "last import "
                + Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
                .formatted(.iso8601.year().month().day())
        }
        return "the local space: \(Words.count(profiles, "profile")), \(date ?? "no import yet")"
    }

    private static func export(_ folder: String, _ context: Context) async throws -> Known {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue
        else {
            throw Failure(
                .noInput, "There is no folder \(Words.visible(folder)).",
                advice: "--against takes space, none, profile-api or a folder with tables of an export.")
        }
        let rules = try IdentityRules(context.folder.configuration().configuration.identifiers)
        let profiles = try CollectedProfiles(path: nil, rules: rules)
        try await ProfileExport(folder: folder, settings: context.settings).read(into: profiles)
        return Known(
            profiles: profiles,
            basis: PlanBasis(
                .export, profiles: profiles.count,
                words: "the export in \(folder): \(Words.count(profiles.count, "profile"))"))
    }

    private static func segment(_ context: Context) async throws -> Known {
        let configuration = try context.folder.configuration().configuration
        let environment = context.settings.environment
        let token = try Secrets(folder: context.folder, environment: environment)
            .profileToken(context.tokenFile, configuration.profileTokenFile)
        guard let token else {
            throw Failure(
                .badConfiguration, "There is no token for the Profile API.",
                advice: "Set SEGMENT_PROFILE_TOKEN, or name a file: --profile-token-file FILE.")
        }
        guard let id = environment["SEGMENT_SPACE_ID"] ?? configuration.id else {
            throw Failure(
                .badConfiguration, "There is no space ID.",
                advice: "Set SEGMENT_SPACE_ID, or “id” in space.yaml.")
        }
        let region = environment["SEGMENT_REGION"] ?? configuration.region.text
        let address: TrackingAddress
        switch region {
        case "us": address = .usProfiles
        case "eu": address = .euProfiles
        default:
            do {
                address = try TrackingAddress(region)
            } catch { throw Failure(.badConfiguration, "\(Words.visible(region)) \(error.description)") }
        }
        let profiles = try CollectedProfiles(
            path: try cache(id, address, environment),
            rules: try IdentityRules(configuration.identifiers))
        let identifiers = try await context.stage.identifiers(of: context.files) {
            context.bar.show($0)
        }
        context.bar.clear()
        let lookup = SegmentProfiles(
            api: ProfileAPI(
                address, options: try NetworkSettings(environment).profileOptions(token: token, spaceID: id)),
            profiles: profiles, console: context.settings.console,
            now: Int(Date().timeIntervalSince1970 * 1_000))
        let coverage = try await lookup.gather(identifiers, sample: context.sample)
        let part = coverage.asked < coverage.total
            ? ", a sample of \(Words.grouped(coverage.asked)) of \(Words.grouped(coverage.total)) identifiers"
            : ""
        return Known(
            profiles: profiles,
            basis: PlanBasis(
                .profileAPI, profiles: profiles.count, words: "your Segment space" + part))
    }

    /// The file of what was looked up in one space: personal data, for its owner alone.
    private static func cache(
        _ id: String, _ address: TrackingAddress, _ environment: Environment
    ) throws -> String {
        let base = environment["XDG_CACHE_HOME"] ?? environment["HOME"].map { $0 + "/.cache" }
        let folder = (base ?? FileManager.default.temporaryDirectory.path) + "/rollcall"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw Failure(.cannotCreateOutput, "Cannot create \(folder).")
        }
        let name = "\(address) \(id)".map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let path = folder + "/profiles-" + String(name) + ".sqlite"
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(
                atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        return path
    }
}

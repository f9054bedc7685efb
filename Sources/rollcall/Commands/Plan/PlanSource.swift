internal import ArgumentParser
internal import Foundation
internal import IdentityResolution
internal import ProfileImport
internal import ProfileSpace

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
        case .profileAPI, .export:
            throw Failure(.usage, "not yet")
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
}

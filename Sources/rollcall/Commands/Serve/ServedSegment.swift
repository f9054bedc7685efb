internal import ArgumentParser
internal import Foundation
internal import ProfileCSV
internal import ProfileImport
internal import SpaceServer
internal import TrackingClient

/// The real Segment behind the page's last steps, as environment and space.yaml configure it: a write key
/// to send with, a token to compare profiles with.
struct ServedSegment {
    private let folder: SpaceFolder
    private let settings: Settings
    private let remote: RemotePlace

    /// - Throws: what is wrong with a secret or an address that is configured.
    init(_ folder: SpaceFolder, _ settings: Settings) throws {
        self.folder = folder
        self.settings = settings
        remote = try RemotePlace(
            .segment, nil, secrets: try SecretFlags.parse([]),
            configuration: try folder.configuration().configuration, folder: folder,
            environment: settings.environment, needsKey: false)
    }

    /// `nil` where neither a key nor a token is configured.
    func access() throws -> SegmentAccess? {
        guard remote.writeKey != nil || remote.profiles != nil else { return nil }
        var access = SegmentAccess(host: remote.address.host)
        if remote.writeKey != nil { access.place = try place() }
        if remote.profiles != nil { access.profiles = profiles() }
        return access
    }

    /// Whoever sends has said so on the page; the key is tried all the same.
    private func place() throws -> DeliveryPlace {
        let (remote, console) = (remote, settings.console)
        return try remote.place(events: { _ in }) { _ throws(ImportError) in
            try await remote.tryKey(console)
        }
    }

    /// What goes wrong is told on the page, so it must be an error that the server has words for.
    private func profiles() -> SegmentAccess.Profiles {
        let (folder, settings) = (folder, settings)
        return { file, stage in
            let context = PlanSource.Context(
                files: [file], stage: stage, folder: folder, settings: settings, sample: nil,
                tokenFile: nil, bar: ProgressBar(settings.console, files: []))
            do {
                let known = try await PlanSource.profileAPI.open(context)
                return (known.profiles, known.basis)
            } catch let error as ProfileAPIError {
                throw ImportError(error)
            } catch let failure as Failure {
                throw ImportError(.configuration, detail: failure.message)
            }
        }
    }
}

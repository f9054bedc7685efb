internal import Foundation
internal import IdentifyMessages
internal import IdentityResolution
internal import ProfileCSV
internal import ProfileImport
internal import RollcallCSV
internal import TrackingClient

/// Tests what is configured of a Segment space. It is only read; nobody is sent there whom the user
/// has not named, because nobody can be removed again.
struct SegmentCheckup {
    /// How long a person may take from the Tracking API to the Profile API.
    private static let arrival = Duration.seconds(60)
    private static let pause = Duration.seconds(1)
    private static let title = "Segment: "

    let settings: Settings
    let secrets: SecretFlags
    /// Who is sent.
    let person: IdentifierArgument?

    func items() async throws -> [CheckupItem] {
        let folder = SpaceFolder(location: settings.space)
        // What is wrong with space.yaml is told with the space itself.
        guard let configuration = try? folder.configuration().configuration else { return [] }
        let place: RemotePlace
        do {
            place = try RemotePlace(
                .segment, nil, secrets: secrets, configuration: configuration, folder: folder,
                environment: settings.environment, needsKey: false)
        } catch let failure as Failure {
            return [
                item("segment", "configuration", .fail, failure.message, failure.advice ?? failure.message)
            ]
        }
        guard place.writeKey != nil || place.hasToken || person != nil else {
            return [
                item("segment", "key and token", .skip, "no write key and no Profile API token is configured")
            ]
        }
        return [
            await writeKey(place), await reading(place), try await probe(place, configuration),
        ]
    }

    private func item(
        _ name: String, _ title: String, _ outcome: CheckupItem.Outcome, _ detail: String,
        _ hint: String = ""
    ) -> CheckupItem {
        CheckupItem(
            name: name, title: Self.title + title, outcome: outcome, detail: detail, hint: hint)
    }

    // MARK: Reading

    private func writeKey(_ place: RemotePlace) async -> CheckupItem {
        func item(_ outcome: CheckupItem.Outcome, _ detail: String, _ hint: String = "") -> CheckupItem {
            self.item("segment_write_key", "write key", outcome, detail, hint)
        }
        guard place.writeKey != nil else { return item(.skip, "none; see SEGMENT_WRITE_KEY") }
        switch await place.trial() {
        case nil:
            return item(.skip, "\(place.address.host) offers no way to try it without sending; see --probe")
        case .known(let name?) where WriteKeyTrial.isReserved(sourceName: name):
            return item(
                .fail, "it is that of the source “\(name)”, which Twilio's products made for themselves",
                "Make a source of your own for imports and use its key.")
        case .known(let name):
            return item(.pass, name.map { "of the source “\($0)”" } ?? "Segment knows it")
        case .unknown:
            return item(
                .fail, "Segment knows no source with it",
                "Copy it from the source's settings: Settings, API Keys.")
        case .untried(let reason): return item(.skip, "it could not be tried: \(reason)")
        }
    }

    private func reading(_ place: RemotePlace) async -> CheckupItem {
        func item(_ outcome: CheckupItem.Outcome, _ detail: String, _ hint: String = "") -> CheckupItem {
            self.item("segment_profile_api", "Profile API", outcome, detail, hint)
        }
        guard let profiles = place.profiles else {
            let missing = place.hasToken ? "no space ID; see SEGMENT_SPACE_ID" : "no token; see SEGMENT_PROFILE_TOKEN"
            return item(.skip, missing)
        }
        do throws(ProfileAPIError) {
            try await api(profiles).checkAccess()
            return item(.pass, "\(profiles.options.spaceID) can be read at \(profiles.address.host)")
        } catch {
            return item(
                .fail, error.detail,
                error.code == .tokenRefused
                    ? "Make a token of this very space: Unify settings, API access."
                    : "Try again later, and look at region and proxy.")
        }
    }

    private func api(
        _ profiles: RemotePlace.Profiles
    ) -> ProfileAPI {
        var options = profiles.options
        // Somebody waits for the answer.
        options.patience = .seconds(20)
        return ProfileAPI(profiles.address, options: options)
    }

    // MARK: The person named

    private func probe(
        _ place: RemotePlace, _ configuration: SpaceConfiguration
    ) async throws -> CheckupItem {
        func item(_ outcome: CheckupItem.Outcome, _ detail: String, _ hint: String = "") -> CheckupItem {
            self.item("segment_probe", "a person sent", outcome, detail, hint)
        }
        guard let person else {
            return item(.skip, "nobody is sent there unless you name them: --probe TYPE:VALUE")
        }
        guard configuration.identifiers.contains(where: { $0.type == person.type }) else {
            return item(
                .fail, "\(Words.visible(person.type)) is no identifier of this space",
                "rollcall space show lists them.")
        }
        guard place.writeKey != nil || !place.isRemote, let profiles = place.profiles else {
            return item(
                .fail, "nobody was sent: that needs the write key, the space ID and a Profile API token",
                "Set SEGMENT_WRITE_KEY, SEGMENT_SPACE_ID and SEGMENT_PROFILE_TOKEN.")
        }
        settings.console.say(
            "Sending \(Words.visible(person.text)) to \(place.address.host). This person stays in the space.")
        do {
            if let words = try await send(person, to: place, configuration) {
                return item(.fail, "it was refused: \(words)", "Look at the source's debugger.")
            }
        } catch let error as DeliveryError {
            return item(.fail, error.detail, "Look at the write key and the region.")
        }
        let api = api(profiles)
        let id = ExternalID(type: person.type, value: person.value)
        let clock = ContinuousClock()
        let end = clock.now + Self.arrival
        repeat {
            do throws(ProfileAPIError) {
                if try await api.profile(holding: id, reading: .none) != nil {
                    return item(.pass, "arrived, and can be read; they stay in the space")
                }
            } catch {
                return item(.fail, "sent, but not read back: \(error.detail)", "See the Profile API.")
            }
            try await Task.sleep(for: Self.pause)
        } while clock.now < end
        return item(
            .fail, "sent, but not in the space after \(Self.arrival.components.seconds) s",
            "Is the source connected to this space? Look at the source's debugger and at Unify settings.")
    }

    /// Sends the message that an import would send of a row with this one identifier.
    ///
    /// - Returns: why it was refused; `nil`: it was taken.
    private func send(
        _ person: IdentifierArgument, to place: RemotePlace, _ configuration: SpaceConfiguration
    ) async throws -> String? {
        let id = "check-" + String(UInt64.random(in: .min ... .max), radix: 36)
        let file = FileManager.default.temporaryDirectory.appending(path: "rollcall-\(id).csv").path
        var writer = RecordWriter()
        writer.append([person.type])
        writer.append(bytes: [person.value])
        guard FileManager.default.createFile(
            atPath: file, contents: Data(writer.take()), attributes: [.posixPermissions: 0o600])
        else { throw Failure(.cannotCreateOutput, "Cannot create \(file).") }
        defer { try? FileManager.default.removeItem(atPath: file) }
        let preview = try await CheckStage(configuration: configuration, mapping: Mapping())
            .preview(
                ofRow: 1, in: file, run: id, version: Version.current, forwarding: Forwarding.none)
        guard let message = preview.messages.first else {
            return preview.problem.map { Wording.message(for: $0) } ?? "no message can be made of it"
        }
        let buffer = MessageBuffer(
            bytes: message + [UInt8(ascii: ",")], ends: [message.count + 1], rows: [1])
        let batch = Batch(
            number: 1, slices: [.init(buffer: buffer, messages: 0..<1)], messageCount: 1,
            byteCount: message.count + Batch.opening.utf8CodeUnitCount + Batch.closing.utf8CodeUnitCount,
            rows: [RowRange(file: 1, first: 1, last: 1)])
        var options = try place.options()
        options.patience = .seconds(20)
        return try await TrackingDestination(place.address, options: options)
            .send(batch).rejections.first?.reason
    }
}

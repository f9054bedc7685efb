internal import Foundation
internal import IdentifyMessages
internal import ProfileCSV
internal import ProfileImport
internal import TrackingClient

/// A Tracking API as flags, environment and space.yaml come to it: who it is, by which key, how fast.
struct RemotePlace: Sendable {
    /// Kept with a run, so that it goes on in the same way (`ImportOptions.notes`).
    private static let names = (
        rate: "rate", concurrency: "concurrency", patience: "give_up_after", gzip: "gzip",
        insecure: "insecure_http"
    )
    /// Messages a second that Segment takes without prior arrangement (`tracking-api` §4).
    static let segmentRate = 1_000.0

    /// Where profiles are read, and how.
    struct Profiles: Sendable {
        let address: TrackingAddress
        let options: ProfileAPIOptions
    }

    let address: TrackingAddress
    /// `us`, `eu`, or `nil` for a server of one's own.
    let region: String?
    let writeKey: String?
    /// With the space's ID, what reading back needs; `nil` where one of them is missing.
    let profiles: Profiles?
    let hasToken: Bool
    let rate: Double?
    let concurrency: Int
    let patience: TimeSpan?
    let compresses: Bool
    let allowsInsecure: Bool
    private let environment: Environment
    private let network: NetworkSettings
    private let configuration: SpaceConfiguration

    /// - Parameters:
    ///   - flags: `nil` for a run that goes on.
    ///   - notes: what a run keeps; flags go before them.
    ///   - needsKey: `false` where nothing is to be sent.
    /// - Throws: status 64 for an address that rows may not go to, 66 and 78 for secrets that are
    ///   missing or cannot be read.
    init(
        _ name: DestinationName, _ flags: RemoteFlags?, secrets files: SecretFlags,
        notes: [String: String] = [:], configuration: SpaceConfiguration, folder: SpaceFolder,
        environment: Environment, needsKey: Bool = true
    ) throws {
        self.environment = environment
        self.configuration = configuration
        allowsInsecure = flags?.allowInsecureHttp == true || notes[Self.names.insecure] != nil
        (address, region) = try Self.address(
            name, configuration.region, environment, allowsInsecure: allowsInsecure)
        network = try NetworkSettings(environment)
        let secrets = Secrets(folder: folder, environment: environment)
        writeKey = try secrets.writeKey(files.writeKeyFile, configuration.writeKeyFile)
        guard writeKey != nil || address.isLoopback || !needsKey else {
            throw Failure(
                .badConfiguration, "There is no write key for \(address.host).",
                advice: "Put it into a file and name it with --write-key-file, or set "
                    + "SEGMENT_WRITE_KEY.")
        }
        let token = try secrets.profileToken(
            files.profileToken.file, configuration.profileTokenFile)
        hasToken = token != nil
        let spaceID = environment["SEGMENT_SPACE_ID"] ?? configuration.id
        if let token, let spaceID {
            profiles = Profiles(
                address: region == "us" ? .usProfiles : region == "eu" ? .euProfiles : address,
                options: network.profileOptions(token: token, spaceID: spaceID))
        } else {
            profiles = nil
        }
        rate = flags?.rate ?? notes[Self.names.rate].flatMap(Double.init)
            ?? (region == nil ? nil : Self.segmentRate)
        concurrency = flags?.concurrency ?? notes[Self.names.concurrency].flatMap { Int($0) } ?? 1
        patience = flags?.giveUpAfter
            ?? notes[Self.names.patience].flatMap(TimeSpan.init(argument:))
        compresses = flags?.gzip == true || notes[Self.names.gzip] != nil
        try checkReadBack(flags)
    }

    /// Its address, as text.
    var name: String { address.description }

    /// Whether rows leave this machine.
    var isRemote: Bool { !address.isLoopback }

    /// What a run keeps of this.
    var notes: [String: String] {
        var notes: [String: String] = [:]
        notes[Self.names.rate] = rate.map { "\($0)" }
        notes[Self.names.concurrency] = concurrency > 1 ? String(concurrency) : nil
        notes[Self.names.patience] = patience?.text
        notes[Self.names.gzip] = compresses ? "yes" : nil
        notes[Self.names.insecure] = allowsInsecure ? "yes" : nil
        return notes
    }

    private static func address(
        _ name: DestinationName, _ region: SpaceConfiguration.Region, _ environment: Environment,
        allowsInsecure: Bool
    ) throws -> (TrackingAddress, region: String?) {
        var text: String
        switch name {
        case .url(let url): text = url
        default:
            text = environment["SEGMENT_REGION"] ?? region.text
            if text == "us" { return (.us, "us") }
            if text == "eu" { return (.eu, "eu") }
        }
        do throws(BadAddress) {
            let address = try TrackingAddress(text, allowsInsecure: allowsInsecure)
            // Segment under its own name is Segment.
            let region = address == .us ? "us" : address == .eu ? "eu" : nil
            return (address, region)
        } catch {
            // What could be a password is not repeated.
            if text.contains("@") { text = "The address" }
            throw Failure(.usage, "\(Words.visible(text)) cannot be used: \(error).")
        }
    }

    private func checkReadBack(_ flags: RemoteFlags?) throws {
        let isAsked = flags?.canary != nil || flags?.verify != nil || flags?.undoKit != nil
        guard isAsked, profiles == nil else { return }
        throw Failure(
            .badConfiguration,
            "Reading profiles needs the space's ID and a Profile API token.",
            advice: "Set SEGMENT_SPACE_ID, and SEGMENT_PROFILE_TOKEN or --profile-token-file FILE.")
    }

    // MARK: The place

    /// - Parameter confirm: asked before the first row is sent.
    func place(
        events: @escaping @Sendable (TrackingEvent) -> Void,
        confirm: @escaping @Sendable (SendPreview) async throws(ImportError) -> Void
    ) throws -> DeliveryPlace {
        let options = try options(events)
        let address = address
        var place = DeliveryPlace(name: address.description, isRemote: isRemote) { _ in
            TrackingDestination(address, options: options)
        }
        place.maxConcurrency = concurrency
        place.confirm = confirm
        place.readBack = profiles.map { Self.readBack($0.address, $0.options) }
        return place
    }

    func options(
        _ events: @escaping @Sendable (TrackingEvent) -> Void = { _ in }
    ) throws(Failure) -> TrackingOptions {
        var options = TrackingOptions(writeKey: writeKey)
        options.compresses = compresses
        options.rate = rate
        options.connections = concurrency
        options.agent = "rollcall/\(Version.current)"
        options.proxies = network.proxies
        options.certificates = network.certificates
        options.events = events
        if let patience { options.patience = patience.duration }
        func seconds(_ name: String) throws(Failure) -> Duration? {
            try environment.value(name) { text -> Duration? in
                Double(text).flatMap { $0 > 0 && $0 <= 3_600 ? .seconds($0) : nil }
            }
        }
        if let wait = try seconds("ROLLCALL_RETRY_WAIT") { options.firstWait = wait }
        if let timeout = try seconds("ROLLCALL_REQUEST_TIMEOUT") { options.timeout = timeout }
        return options
    }

    private static func readBack(
        _ address: TrackingAddress, _ options: ProfileAPIOptions
    ) -> ReadBack {
        let api = ProfileAPI(address, options: options)
        return ReadBack(
            name: "the Profile API of \(address.host)", rate: options.rate.map { $0 / 2 },
            patience: .seconds(60)
        ) { id throws(ImportError) in
            do throws(ProfileAPIError) {
                return try await api.profile(holding: id)?.traits.map {
                    ReadBack.Trait(name: $0.name, json: $0.json)
                }
            } catch {
                throw ImportError(error)
            }
        }
    }

    /// Asks Segment for the source of the key; `nil`: there is no key, or another server takes it.
    func trial() async -> WriteKeyTrial.Outcome? {
        guard region != nil, let writeKey else { return nil }
        var options = TrackingOptions()
        options.proxies = network.proxies
        options.certificates = network.certificates
        options.agent = "rollcall/\(Version.current)"
        return await WriteKeyTrial(options: options).run(writeKey)
    }

    /// Whether Segment knows the key, and whether the source is one that may be used.
    func tryKey(_ console: Console) async throws(ImportError) {
        guard let outcome = await trial() else { return }
        switch outcome {
        case .known(let name?) where WriteKeyTrial.isReserved(sourceName: name):
            throw ImportError(
                .configuration,
                detail: "the write key is that of the source “\(Words.visible(name))”, which Twilio's "
                    + "products made for themselves: make a source of your own for imports, see “Before "
                    + "you send to Segment”")
        case .known: console.detail("The write key is known to Segment.")
        case .unknown:
            throw ImportError(.keyRefused, detail: "Segment knows no source with this write key")
        case .untried(let reason):
            console.say("The write key could not be tried beforehand: \(Words.visible(reason)).")
        }
    }
}

extension ImportError {
    init(_ error: ProfileAPIError) {
        let code: Code =
            switch error.code {
            case .tokenRefused: .keyRefused
            case .rateLimited: .tryLater
            case .unavailable, .unreadable: .unavailable
            }
        self.init(code, detail: error.detail)
    }
}

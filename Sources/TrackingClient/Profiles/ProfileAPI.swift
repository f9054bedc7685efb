public import IdentifyMessages
internal import NIOCore

/// Reads profiles over HTTP: Segment's Profile API, or any server that speaks it (`profile-api`).
///
/// Each profile costs two requests, one for its identifiers and one for its traits, more where it
/// has more than 100 of them. Any number of tasks may read at once; together they keep to the rate.
public final class ProfileAPI: Sendable {
    public let address: TrackingAddress

    private let options: ProfileAPIOptions
    private let transport: any Transport
    private let clock: Clockwork
    private let pace: Pace
    private let headers: [(name: String, value: String)]

    /// Items a request asks for.
    private static let pageSize = 100
    private static let maxAttempts = 10
    /// A profile holds far fewer; an answer that never ends must end here.
    private static let maxPages = 100

    /// - Parameters:
    ///   - address: where the Profile API is; `/v1/spaces/…` is appended.
    public convenience init(_ address: TrackingAddress, options: ProfileAPIOptions) {
        self.init(
            address, options: options,
            transport: HTTPTransport(
                address: address, proxy: options.proxies.proxy(for: address),
                certificates: options.certificates, timeout: options.timeout,
                connections: options.connections),
            clock: .system)
    }

    package init(
        _ address: TrackingAddress, options: ProfileAPIOptions, transport: any Transport,
        clock: Clockwork
    ) {
        self.address = address
        self.options = options
        self.transport = transport
        self.clock = clock
        pace = Pace(rate: options.rate, patience: options.patience, clock: clock)
        headers = [
            (name: "Authorization", value: TrackingDestination.basic(options.token)),
            (name: "User-Agent", value: options.agent),
        ]
    }

    /// How long reading so many profiles takes at least.
    public func leastTime(profiles: Int, reading: Traits = .values) -> Duration {
        guard let rate = options.rate, rate > 0 else { return .zero }
        return .seconds(Double(profiles) * (reading == .none ? 1 : 2) / rate)
    }

    /// What is read of a profile beside its identifiers.
    public enum Traits: Sendable, Hashable {
        case none, values
        /// With the time of each trait's last change (`verbose=true`).
        case valuesAndTimes
    }

    /// The profile that holds an identifier; `nil` where none does.
    ///
    /// - Parameter reading: whether its traits are read too. Default: yes, without times.
    public func profile(
        holding id: ExternalID, reading: Traits = .values
    ) async throws(ProfileAPIError) -> RemoteProfile? {
        var profile = RemoteProfile()
        let found = try await pages(of: id, "external_ids") { tree in
            for item in tree["data"]?.elements ?? [] {
                guard let identity = Self.identity(item) else { continue }
                profile.identities.append(identity)
            }
        }
        guard found else { return nil }
        guard reading != .none else { return profile }
        let isVerbose = reading == .valuesAndTimes
        _ = try await pages(of: id, "traits", isVerbose ? "&verbose=true" : "") { tree in
            for member in tree["traits"]?.members ?? [] {
                profile.traits.append(
                    Self.trait(member.name, member.tree, isVerbose: isVerbose))
            }
            profile.id = profile.id ?? Self.profileID(tree["cursor"]?["url"]?.string)
        }
        return profile
    }

    /// Whether the space can be read with the token: asks for a person who is not there.
    public func checkAccess() async throws(ProfileAPIError) {
        _ = try await get(
            path(of: ExternalID(type: "user_id", value: "rollcall-access-check"), "metadata"))
    }

    // MARK: Requests

    private func path(of id: ExternalID, _ route: String) -> String {
        let collection = id.collection == "accounts" ? "accounts" : "users"
        return "/v1/spaces/\(Self.escaped(Array(options.spaceID.utf8)))/collections/\(collection)"
            + "/profiles/\(Self.escaped(Array(id.type.utf8))):\(Self.escaped(id.value))/\(route)"
    }

    /// Everything but letters, digits and `-._~` as `%XX`: a plus sign would be read as a blank.
    static func escaped(_ bytes: [UInt8]) -> String {
        var text = ""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                text += byte < 16 ? "%0" + hex : "%" + hex
            }
        }
        return text
    }

    /// Reads all pages of a route.
    ///
    /// - Returns: whether there is such a profile.
    private func pages(
        of id: ExternalID, _ route: String, _ query: String = "", _ take: (JSONTree) -> Void
    ) async throws(ProfileAPIError) -> Bool {
        let base = path(of: id, route)
        var next = ""
        for page in 0..<Self.maxPages {
            let cursor = next.isEmpty ? "" : "&next=" + Self.escaped(Array(next.utf8))
            guard let body = try await get("\(base)?limit=\(Self.pageSize)\(query)\(cursor)") else {
                return page > 0
            }
            var isLast = true
            let isReadable = body.withUnsafeBytes { text in
                guard let tree = JSONTree(text), tree.value.kind == .object else { return false }
                take(tree)
                let following = tree["cursor"]?["next"]?.string ?? ""
                let hasMore = tree["cursor"]?["has_more"]?.value.kind == .true
                isLast = !hasMore || following.isEmpty || following == next
                next = following
                return true
            }
            guard isReadable else {
                throw ProfileAPIError(
                    .unreadable, detail: "\(address.host) did not answer as a Profile API does")
            }
            if isLast { return true }
        }
        return true
    }

    /// - Returns: the body; `nil` where there is no such profile.
    private func get(_ path: String) async throws(ProfileAPIError) -> [UInt8]? {
        let request = WireRequest(method: "GET", url: address.description + path, headers: headers)
        var attempts = Attempts(
            pace, transport, clock, firstWait: options.firstWait, most: Self.maxAttempts)
        do throws(DeliveryError) {
            while true {
                try await pace.admit(1)
                let verdict: Verdict
                do throws(TransportFailure) {
                    let answer = try await transport.send(request)
                    if answer.status == 404 || (200..<300).contains(answer.status) {
                        pace.accepted(1)
                        return answer.status == 404 ? nil : answer.body
                    }
                    verdict = Verdict(answer, now: clock.wall())
                } catch {
                    verdict = error.isFinal
                        ? .hopeless(error.detail) : .retry(Verdict.Retry(reason: error.detail))
                }
                try await attempts.failed(
                    try retry(for: verdict), "\(address.host) did not answer")
            }
        } catch {
            throw ProfileAPIError(error)
        }
    }

    private func retry(for verdict: Verdict) throws(DeliveryError) -> Verdict.Retry {
        switch verdict {
        case .retry(let retry): return retry
        case .accepted: return Verdict.Retry(reason: "an answer without sense")
        case .keyRefused(let words):
            throw DeliveryError(
                .keyRefused, detail: "\(address.host) refused the Profile API token (\(words))")
        case .refused(let words), .hopeless(let words):
            throw DeliveryError(.unavailable, detail: "\(address): \(words)")
        }
    }

    // MARK: Answers

    private static func identity(_ item: JSONTree) -> RemoteProfile.Identity? {
        guard let type = item["type"]?.string, let value = item["id"]?.bytes else { return nil }
        let collection = item["collection"]?.string ?? "users"
        guard collection == "users" else { return nil }
        let created = item["created_at"]?.bytes.flatMap { Timestamp.milliseconds($0) }
        return RemoteProfile.Identity(
            id: ExternalID(type: type, value: value, collection: collection), createdAt: created)
    }

    private static func trait(
        _ name: [UInt8], _ tree: JSONTree, isVerbose: Bool
    ) -> RemoteProfile.Trait {
        guard isVerbose, let value = tree["value"] else {
            return RemoteProfile.Trait(name: name, json: tree.json)
        }
        return RemoteProfile.Trait(
            name: name, json: value.json,
            updatedAt: tree["updated_at"]?.bytes.flatMap { Timestamp.milliseconds($0) })
    }

    /// The `use_…` of a cursor's address.
    private static func profileID(_ url: String?) -> String? {
        url?.split(separator: "/").first { $0.hasPrefix("use_") }.map(String.init)
    }
}

extension ProfileAPIError {
    fileprivate init(_ error: DeliveryError) {
        let code: Code =
            switch error.code {
            case .keyRefused: .tokenRefused
            case .rateLimited: .rateLimited
            default: .unavailable
            }
        self.init(code, detail: error.detail)
    }
}

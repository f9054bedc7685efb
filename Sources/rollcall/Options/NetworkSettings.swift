internal import Foundation
internal import TrackingClient

/// How servers are reached, by the environment: proxies, and the certificates to trust
/// (`SSL_CERT_FILE`, as other tools have it).
struct NetworkSettings: Sendable {
    let proxies: ProxySettings
    /// A PEM file; `nil`: the machine's own certificates.
    let certificates: String?

    /// - Throws: 64 for a proxy that cannot be understood, 66 for certificates that are not there.
    init(_ environment: Environment) throws {
        do throws(BadAddress) {
            proxies = try ProxySettings { environment[$0] }
        } catch {
            throw Failure(.usage, Words.sentence("The environment cannot be used: \(error)"))
        }
        certificates = environment["SSL_CERT_FILE"]
        if let certificates, !FileManager.default.isReadableFile(atPath: certificates) {
            throw Failure(
                .noInput, "SSL_CERT_FILE names \(Words.visible(certificates)), which cannot be read.")
        }
    }

    /// For requests to a Profile API.
    func profileOptions(token: String, spaceID: String) -> ProfileAPIOptions {
        var options = ProfileAPIOptions(token: token, spaceID: spaceID)
        options.proxies = proxies
        options.certificates = certificates
        options.agent = "rollcall/\(Version.current)"
        return options
    }
}

internal import HummingbirdTLS
internal import NIOSSL

/// A certificate chain and its key, from PEM files.
struct ServerCertificate {
    /// What connections are held to: TLS 1.2 at least, as browsers ask for.
    let configuration: TLSConfiguration

    /// - Throws: `BadCertificate` where a file cannot be read or used, or the two are no pair.
    init(chain: String, key: String) throws(BadCertificate) {
        let certificates = try Self.use(chain, "it holds no certificate as PEM") {
            try NIOSSLCertificate.fromPEMFile(chain)
        }
        let privateKey = try Self.use(key, "it holds no private key as PEM, or one that needs a password") {
            try NIOSSLPrivateKey(file: key, format: .pem)
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        configuration.minimumTLSVersion = .tlsv12
        self.configuration = configuration
        // Otherwise the first connection would be the one to find out.
        try Self.use(key, "it is not the key of the certificate in \(chain)") {
            _ = try NIOSSLContext(configuration: configuration)
        }
    }

    private static func use<Value>(
        _ path: String, _ detail: String, _ body: () throws -> Value
    ) throws(BadCertificate) -> Value {
        do {
            return try body()
        } catch {
            throw BadCertificate(path: path, detail: detail)
        }
    }
}

/// A certificate or its key that a server cannot use.
public struct BadCertificate: Error, Sendable, Hashable {
    /// The file.
    public var path: String
    /// For people.
    public var detail: String
}

internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

extension TransportFailure {
    /// What the network threw, for people.
    ///
    /// - Parameter seconds: how long the request was allowed to take.
    init(_ error: any Error, seconds: Int) {
        switch error {
        case let error as HTTPClientError:
            self.init(Self.words(error, seconds: seconds))
        case let error as NIOConnectionError:
            self.init(Self.words(error))
        case let error as NIOSSLError:
            let text = "\(error)"
            let isUntrusted = text.contains("CERTIFICATE_VERIFY_FAILED")
            self.init(
                isUntrusted
                    ? "its certificate is not one that this machine trusts"
                    : "no secure connection: \(text.prefix(200))", isFinal: isUntrusted)
        case is NIOSSLExtraError:
            self.init("its certificate is for another name", isFinal: true)
        case let error as IOError:
            self.init(Self.words(error))
        case is CancellationError:
            self.init("the request was given up")
        default:
            self.init("\(error)".prefix(200).description)
        }
    }

    private static func words(_ error: HTTPClientError, seconds: Int) -> String {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout: "no connection came about in time"
        case .deadlineExceeded, .readTimeout, .writeTimeout: "no answer within \(seconds) s"
        case .remoteConnectionClosed: "the connection was closed before the whole answer was there"
        case .tlsHandshakeTimeout: "no secure connection came about in time"
        case .proxyAuthenticationRequired: "the proxy wants a name and a password"
        default: error.shortDescription
        }
    }

    /// What the system says, without the names of what was called.
    private static func words(_ error: IOError) -> String {
        switch POSIXErrorCode(rawValue: error.errnoCode) {
        case .ECONNREFUSED: "the connection was refused; nothing seems to listen there"
        case .ECONNRESET, .EPIPE: "the connection was broken off by the other side"
        case .ETIMEDOUT: "no connection came about in time"
        case .ENETUNREACH, .EHOSTUNREACH: "there is no way to it from this machine"
        default: error.description
        }
    }

    private static func words(_ error: NIOConnectionError) -> String {
        if error.connectionErrors.isEmpty {
            return "the name \(error.host) could not be looked up"
        }
        for single in error.connectionErrors {
            if let failed = single.error as? IOError { return words(failed) }
        }
        return "no connection to \(error.host), port \(error.port)"
    }
}

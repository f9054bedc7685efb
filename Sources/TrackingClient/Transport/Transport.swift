package import NIOCore

/// One HTTP request after the other to one server: the only thing here that touches the network, so
/// that a test can be the network.
package protocol Transport: Sendable {
    /// Sends a request and waits for the whole of its answer.
    func send(_ request: WireRequest) async throws(TransportFailure) -> Answer

    /// Something failed: new connections and a new look-up of the name from now on.
    func renew()
}

/// A request as it goes out.
package struct WireRequest: Sendable {
    /// `GET` or `POST`.
    package var method: String
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: ByteBuffer?

    package init(
        method: String, url: String, headers: [(name: String, value: String)] = [],
        body: ByteBuffer? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// Why there was no answer, or not the whole of one.
package struct TransportFailure: Error, Sendable, Hashable {
    /// For people.
    package var detail: String
    /// Whether trying again is of no use: a certificate that is not to be trusted.
    package var isFinal: Bool

    package init(_ detail: String, isFinal: Bool = false) {
        self.detail = detail
        self.isFinal = isFinal
    }
}

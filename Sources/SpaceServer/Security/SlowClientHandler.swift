internal import NIOCore
internal import NIOHTTPTypes

/// Ends connections of clients that send their body slower than any real network: a slow client must
/// not hold an upload's place for hours. Waiting that is our own (nothing is read while the disk or a
/// worker is busy) does not count.
///
/// Be advised: it lives on its connection's event loop and is used there alone.
final class SlowClientHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Bytes that must arrive in each interval.
    static let minBytes = 4_096
    static let interval = TimeAmount.seconds(20)

    private var isInBody = false
    /// Since when the client may send; `nil` while we are busy with what it sent.
    private var readingSince: NIODeadline?
    /// Of the interval: bytes that came, and time that was spent waiting for them.
    private var bytes = 0
    private var waited = TimeAmount.zero
    private var timer: Scheduled<Void>?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            isInBody = true
            beginInterval()
            schedule(context)
        case .body(let part): bytes += part.readableBytes
        case .end:
            isInBody = false
            timer?.cancel()
            timer = nil
        }
        if let since = readingSince { waited = waited + (.now() - since) }
        readingSince = nil
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        if readingSince == nil { readingSince = .now() }
        context.read()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        context.fireChannelInactive()
    }

    private func schedule(_ context: ChannelHandlerContext) {
        guard timer == nil else { return }
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.interval) { [self] in
            timer = nil
            guard isInBody else { return }
            let still = readingSince.map { .now() - $0 } ?? .zero
            if bytes < Self.minBytes, waited + still >= Self.interval - .seconds(2) {
                context.close(promise: nil)
            } else {
                beginInterval()
                schedule(context)
            }
        }
    }

    private func beginInterval() {
        bytes = 0
        waited = .zero
        if readingSince != nil { readingSince = .now() }
    }
}

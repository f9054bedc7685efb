internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Says `100 Continue` to clients that ask before they send a body, as curl does for large files: it
/// would wait a second for the word otherwise.
final class ContinueHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data),
            head.headerFields[.expect]?.lowercased() == "100-continue"
        {
            let word = HTTPResponsePart.head(HTTPResponse(status: .continue))
            context.writeAndFlush(wrapOutboundOut(word), promise: nil)
        }
        context.fireChannelRead(data)
    }
}

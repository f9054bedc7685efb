internal import HTTPTypes
internal import Hummingbird

/// A piece of HTML. Text that is put into it is escaped; other pieces are not:
///
/// ```swift
/// let row: HTML = "<td title='\(name)'>\(name)</td>"   // `name` is a String: escaped
/// let table: HTML = "<table>\(rows)</table>"           // `rows` is [HTML]: as it is
/// ```
/// Attribute values always stand in quotes, `'` or `"`; both are escaped in text.
struct HTML: Sendable, ExpressibleByStringInterpolation {
    fileprivate(set) var text: String

    /// Nothing.
    static let none = HTML(trusted: "")

    /// - Parameter trusted: HTML of our own.
    init(trusted: String) { text = trusted }

    init(stringLiteral value: String) { text = value }

    init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    static func + (one: HTML, other: HTML) -> HTML { HTML(trusted: one.text + other.text) }

    static func += (one: inout HTML, other: HTML) { one.text += other.text }

    /// Pieces with nothing in between.
    static func all(_ pieces: some Sequence<HTML>) -> HTML {
        HTML(trusted: pieces.map(\.text).joined())
    }

    /// Text as HTML shows it.
    static func escaped(_ text: String) -> HTML {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            case 0x00...0x08, 0x0B, 0x0C, 0x0E...0x1F, 0x7F: bytes += "\u{FFFD}".utf8
            default: bytes.append(byte)
            }
        }
        return HTML(trusted: String(decoding: bytes, as: UTF8.self))
    }

    /// What a literal of HTML is put together from.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 32 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ html: HTML) { text += html.text }

        mutating func appendInterpolation(_ html: [HTML]) {
            for piece in html { text += piece.text }
        }

        mutating func appendInterpolation(_ html: HTML?) { text += html?.text ?? "" }

        mutating func appendInterpolation(_ plain: String) { text += HTML.escaped(plain).text }

        mutating func appendInterpolation(_ plain: Substring) {
            text += HTML.escaped(String(plain)).text
        }

        /// Bytes of a file or a profile; what is no UTF-8 becomes U+FFFD.
        mutating func appendInterpolation(_ plain: [UInt8]) {
            text += HTML.escaped(String(decoding: plain, as: UTF8.self)).text
        }

        mutating func appendInterpolation(_ number: Int) { text += String(number) }
    }

    /// The answer that shows it.
    func response(status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "text/html; charset=utf-8"
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

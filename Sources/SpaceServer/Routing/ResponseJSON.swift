internal import HTTPTypes
internal import Hummingbird
internal import IdentifyMessages

/// A JSON answer, written as bytes with its keys in the order they are written.
struct ResponseJSON: ~Copyable {
    private var buffer: JSONBuffer
    private var needsComma = false

    init(capacity: Int = 4_096) { buffer = JSONBuffer(capacity: capacity) }

    /// The bytes so far.
    var bytes: [UInt8] { buffer.withBytes { [UInt8]($0) } }

    mutating func object(_ content: (inout ResponseJSON) throws -> Void) rethrows {
        try wrapped(UInt8(ascii: "{"), UInt8(ascii: "}"), content)
    }

    mutating func array(_ content: (inout ResponseJSON) throws -> Void) rethrows {
        try wrapped(UInt8(ascii: "["), UInt8(ascii: "]"), content)
    }

    mutating func object(
        _ name: String, _ content: (inout ResponseJSON) throws -> Void
    ) rethrows {
        key(name)
        try object(content)
    }

    mutating func array(_ name: String, _ content: (inout ResponseJSON) throws -> Void) rethrows {
        key(name)
        try array(content)
    }

    mutating func key(_ name: String) { key(Array(name.utf8)) }

    mutating func key(_ name: [UInt8]) {
        separate()
        buffer.appendString(name)
        buffer.append(UInt8(ascii: ":"))
        needsComma = false
    }

    mutating func value(_ text: String) {
        separate()
        var text = text
        text.withUTF8 { bytes in buffer.appendString(UnsafeRawBufferPointer(bytes)) }
    }

    mutating func value(_ text: [UInt8]) {
        separate()
        buffer.appendString(text)
    }

    mutating func value(_ number: Int) {
        separate()
        buffer.append(decimal: number)
    }

    /// A value that is JSON already.
    mutating func raw(_ json: [UInt8]) {
        separate()
        buffer.append(json)
    }

    mutating func member(_ name: String, _ text: String) {
        key(name)
        value(text)
    }

    mutating func member(_ name: String, _ text: [UInt8]) {
        key(name)
        value(text)
    }

    mutating func member(_ name: String, _ number: Int) {
        key(name)
        value(number)
    }

    mutating func member(_ name: String, _ flag: Bool) {
        key(name)
        separate()
        buffer.append(flag ? "true" : "false")
    }

    /// `null` where there is no text.
    mutating func member(_ name: String, orNull text: String?) {
        key(name)
        if let text {
            value(text)
        } else {
            separate()
            buffer.append("null")
        }
    }

    /// The answer. Nothing of it is kept by caches.
    consuming func response(
        status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        let body = buffer.withBytes { bytes in
            var body = ByteBufferAllocator().buffer(capacity: bytes.count)
            body.writeBytes(bytes)
            return body
        }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }

    private mutating func separate() {
        if needsComma { buffer.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func wrapped(
        _ open: UInt8, _ close: UInt8, _ content: (inout ResponseJSON) throws -> Void
    ) rethrows {
        separate()
        buffer.append(open)
        needsComma = false
        try content(&self)
        buffer.append(close)
        needsComma = true
    }
}

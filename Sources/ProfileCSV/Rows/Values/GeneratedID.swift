internal import Crypto

/// The `anonymousId` of a row that has neither a `user_id` nor an `anonymous_id`
/// (`identifiers-and-traits` §4): `eml_` for an e-mail, else the identifier's type and `_`, then
/// the SHA-1 of the exact value in lower-case hex. The same value always gives the same ID, so
/// importing a file again makes no new profiles.
package enum GeneratedID {
    /// Bytes of a SHA-1 in hex.
    static let digestLength = 40

    /// What stands before the digest for an identifier of `type`.
    static func prefix(type: String) -> [UInt8] {
        Array((type == "email" ? "eml" : type).utf8) + [UInt8(ascii: "_")]
    }

    /// Writes the SHA-1 of `value` in hex; `target` has room for `digestLength` bytes.
    static func writeDigest(
        of value: UnsafeRawBufferPointer, to target: UnsafeMutablePointer<UInt8>
    ) {
        var hash = Insecure.SHA1()
        hash.update(bufferPointer: value)
        var at = 0
        for byte in hash.finalize() {
            target[at] = hexDigit(byte >> 4)
            target[at + 1] = hexDigit(byte & 15)
            at += 2
        }
    }

    /// The whole ID, for small jobs and tests.
    package static func make(type: String, value: [UInt8]) -> [UInt8] {
        prefix(type: type) + hexDigest(of: value)
    }

    /// The ID of a row without any identifier (`--allow-anonymous`, design §6): from the file's
    /// digest and the row's number, so that the same file gives the same IDs again.
    package static func make(fileDigest: [UInt8], row: Int) -> [UInt8] {
        Array("row_".utf8) + hexDigest(of: fileDigest + Array(":\(row)".utf8))
    }

    private static func hexDigest(of value: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: digestLength) { buffer, count in
            guard let target = buffer.baseAddress else { return }
            value.withUnsafeBytes { writeDigest(of: $0, to: target) }
            count = digestLength
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }
}

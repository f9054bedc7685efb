internal import Crypto

/// What a value is known by in a list of changes, without being told.
package enum ValueDigest {
    /// SHA-256 as hexadecimal digits. Complexity: O(bytes).
    package static func sha256(_ value: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in SHA256.hash(data: value) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

internal import Crypto
internal import CryptoExtras
internal import Foundation

/// The admin's password as it is stored: `scrypt$<salt>$<hash>` in hexadecimal, never the text.
public struct AdminPassword: Sendable, Hashable {
    /// What stands in the file.
    public let text: String
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Passwords shorter than this are refused.
    public static let minCharacters = 12

    /// Hashes a password with a new salt. Takes some tens of milliseconds and 16 MB.
    ///
    /// - Returns: `nil` for one that is too short.
    public init?(password: String) {
        guard password.unicodeScalars.count >= Self.minCharacters else { return nil }
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        guard let hash = Self.hash(password, salt) else { return nil }
        self.salt = salt
        self.hash = hash
        text = "scrypt$\(Self.hex(salt))$\(Self.hex(hash))"
    }

    /// Reads what ``text`` wrote.
    public init?(stored: String) {
        let parts = stored.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "scrypt", let salt = Self.bytes(parts[1]),
            let hash = Self.bytes(parts[2]), hash.count == 32
        else { return nil }
        self.salt = salt
        self.hash = hash
        text = stored
    }

    /// Whether it is the password, in time that does not depend on how much of it is right.
    func matches(_ password: String) -> Bool {
        guard password.utf8.count <= 1_024, let found = Self.hash(password, salt) else { return false }
        return Secrets.areEqual(found, hash)
    }

    private static func hash(_ password: String, _ salt: [UInt8]) -> [UInt8]? {
        let key = try? KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: 32, rounds: 16_384,
            blockSize: 8, parallelism: 1)
        return key.map { $0.withUnsafeBytes { Array($0) } }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func bytes(_ hex: Substring) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}

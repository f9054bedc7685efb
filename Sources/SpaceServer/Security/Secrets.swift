internal import Crypto

/// Random texts, and comparing them without telling how far they agree.
enum Secrets {
    private static let letters = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// A text of `bits` random bits, six a letter, safe in addresses and cookies.
    static func random(bits: Int = 192) -> String {
        var generator = SystemRandomNumberGenerator()
        var word: UInt64 = 0
        let text = (0..<(bits + 5) / 6).map { place in
            // A word is good for ten letters.
            word = place % 10 == 0 ? generator.next() : word >> 6
            return letters[Int(word & 63)]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// `1111-2222-3333-4444`, random.
    static func requestID() -> String {
        var number = UInt64.random(in: .min ... .max)
        var text = [UInt8](repeating: UInt8(ascii: "-"), count: 19)
        let digits = Array("0123456789abcdef".utf8)
        for place in text.indices where place % 5 != 4 {
            text[place] = digits[Int(number & 15)]
            number >>= 4
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether two texts are equal, in time that only depends on their lengths.
    static func areEqual(_ one: some Collection<UInt8>, _ other: some Collection<UInt8>) -> Bool {
        guard one.count == other.count else { return false }
        var difference: UInt8 = 0
        for (a, b) in zip(one, other) { difference |= a ^ b }
        return difference == 0
    }

    /// SHA-256: what is remembered of a secret that is random itself.
    static func digest(_ text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }
}

import RollcallCSV
import Testing

/// What values are known by across a file: alike where they are alike but for case and edge spaces, and
/// only there; the same rules in both ways of hashing.
@Suite(.serialized)
struct ValueKeysTests {
    private static let ways = [true, false]

    private func key(
        _ keys: ValueKeys, _ value: String, column: Int = 0
    ) -> (hash: UInt64, mark: UInt32) {
        // What lies behind a value must not matter.
        let bytes = Array(value.utf8) + (0..<64).map { _ in UInt8.random(in: 0...255) }
        return bytes.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { keys.key($0, value.utf8.count, seed: keys.seed(column)) } ?? (0, 0)
        }
    }

    @Test(arguments: ways)
    func variantsShareAHashAndNoMark(_ isPlain: Bool) {
        let keys = ValueKeys(key: 7, isPlain: isPlain)
        for length in 1...200 {
            let value = String(repeating: "az09@", count: 40).prefix(length)
            let plain = key(keys, String(value))
            #expect(plain.hash == key(keys, String(value)).hash)
            #expect(plain.hash & 1 << 22 != 0)
            #expect(plain.mark == key(keys, String(value)).mark)
            #expect(plain.mark != 0 && plain.mark & 1 == 0)
            for variant in [value.uppercased(), " " + value, value + "\t", "  " + value.uppercased() + " "] {
                let other = key(keys, variant)
                #expect(other.hash == plain.hash, "\(variant)")
                #expect(other.mark & 1 == 1 && other.mark == key(keys, variant).mark, "\(variant)")
            }
            let capitals = key(keys, value.uppercased()).mark
            #expect(capitals != key(keys, " " + value).mark)
        }
    }

    @Test(arguments: ways)
    func differentValuesDiffer(_ isPlain: Bool) {
        let keys = ValueKeys(key: 9, isPlain: isPlain)
        var seen: [UInt64: String] = [:]
        var values: [String] = []
        for length in 1...140 {
            values.append(String(repeating: "a", count: length))
            for place in 0..<length {
                for byte in ["b", "q", "{", "@"] {
                    let prefix = String(repeating: "a", count: place)
                    values.append(prefix + byte + String(repeating: "a", count: length - place - 1))
                }
            }
        }
        values += (0..<20_000).map { "person\($0)@mail.example.org" }
        // Letters beyond ASCII are not folded.
        values += ["Ä", "ä", "É@x", "é@x"]
        for value in values {
            let hash = key(keys, value).hash
            if let other = seen[hash] { Issue.record("\(value) and \(other)") }
            seen[hash] = value
        }
        #expect(key(keys, "a", column: 0).hash != key(keys, "a", column: 1).hash)
        #expect(key(keys, "a").hash != key(ValueKeys(key: 8, isPlain: isPlain), "a").hash)
    }
}

internal import IdentifyMessages

/// The identifier values of a batch, as hashes: what tells whether two batches are of one person.
///
/// Two values that share a hash make a batch wait that need not; that costs a moment and harms
/// nothing.
struct CarriedIdentifiers: Sendable {
    private let extractor: IdentifierExtractor?

    /// - Parameter types: the configured ones; none: nobody asks, and nothing is read.
    init(types: [String]) {
        extractor = types.isEmpty ? nil : IdentifierExtractor(types: types)
    }

    /// - Returns: each value once, in no order.
    /// - Complexity: O(bytes).
    func values(in batch: Batch) -> [UInt64] {
        guard let extractor else { return [] }
        var values: Set<UInt64> = []
        var fields = MessageFields()
        var found: [IdentifierExtractor.Found] = []
        for slice in batch.slices {
            slice.buffer.withBytes { text in
                for message in slice.messages {
                    let range = slice.buffer.byteRange(ofMessage: message)
                    // What our own writer made can be read.
                    guard (try? MessageReader.read(text, range, into: &fields)) != nil else {
                        continue
                    }
                    found.removeAll(keepingCapacity: true)
                    extractor.extract(fields, in: text, into: &found)
                    for one in found { values.insert(Self.hash(one, text)) }
                }
            }
        }
        return Array(values)
    }

    private static func hash(
        _ found: IdentifierExtractor.Found, _ text: UnsafeRawBufferPointer
    ) -> UInt64 {
        // Two spellings of one string are one value; escapes are rare.
        if found.value.kind == .escapedString {
            return found.value.text(in: text).withUnsafeBytes { mix($0, found.rule) }
        }
        return mix(found.value.raw(in: text), found.rule)
    }

    /// FNV-1a, a step for each eight bytes, with a last stir.
    private static func mix(_ bytes: UnsafeRawBufferPointer, _ rule: Int) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(truncatingIfNeeded: rule)
        var at = 0
        while at + 8 <= bytes.count {
            hash = (hash ^ bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 29
            at += 8
        }
        while at < bytes.count {
            hash = (hash ^ UInt64(bytes[at])) &* 0x0000_0100_0000_01b3
            at += 1
        }
        hash ^= UInt64(bytes.count)
        hash = (hash ^ (hash >> 32)) &* 0xd6e8_feb8_6659_fd93
        return hash ^ (hash >> 32)
    }
}

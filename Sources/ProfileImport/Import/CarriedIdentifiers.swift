internal import IdentifyMessages
internal import IdentityResolution

/// The identifier values of a batch, as hashes: what tells whether two batches are of one person.
///
/// Two values that share a hash make a batch wait that need not; that costs a moment and harms
/// nothing.
struct CarriedIdentifiers: Sendable {
    private let extractor: IdentifierExtractor?
    /// One a type.
    private let hashes: [IdentifierHash]

    /// - Parameter types: the configured ones; none: nobody asks, and nothing is read.
    init(types: [String]) {
        extractor = types.isEmpty ? nil : IdentifierExtractor(types: types)
        let hash = IdentifierHash(.random(in: .min ... .max), .random(in: .min ... .max))
        hashes = types.map { hash.forType(Array($0.utf8)) }
    }

    /// - Returns: each value once, in no order.
    /// - Complexity: O(bytes).
    func values(in batch: Batch) -> [UInt64] {
        guard let extractor else { return [] }
        var values: Set<UInt64> = []
        extractor.read(batch) { found, _, text in
            for one in found {
                // Two spellings of one string are one value.
                values.insert(one.value.withText(in: text) { hashes[one.rule]($0) })
            }
        }
        return Array(values)
    }
}

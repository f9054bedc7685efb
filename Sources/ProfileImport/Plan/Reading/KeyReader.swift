internal import IdentifyMessages
internal import IdentityResolution
internal import ProfileCSV

/// What the rows of one chunk are known by: hashes of their identifiers.
struct KeyBlock: Sendable {
    struct Key: Sendable, BitwiseCopyable {
        var hash: UInt64
        /// Place among the row's identifiers.
        var index: UInt8
        var isGenerated: Bool
    }

    /// The number of each row that has messages, 1-based, rising.
    var rows: [Int] = []
    /// For each row the end of its keys.
    var ends: [Int32] = []
    var keys: [Key] = []
    /// Rows that cannot be counted as one new profile even if nobody shares an identifier with them:
    /// a rule of identity resolution hits them alone, or they are several messages.
    var isSpecial: [Bool] = []
}

/// Reads the identifiers of every row of a chunk, for finding out which rows have something in common.
final class KeyReader: MessageWork {
    private let identifiers: RowIdentifiers
    private let resolver: Resolver
    private var resolution = Resolution()
    /// Whether a row of these types and nothing else is special.
    private var known: [UInt64: Bool] = [:]

    init(_ rules: IdentityRules, resolver: Resolver, hash: IdentifierHash, map: ColumnMap) {
        identifiers = RowIdentifiers(rules, hash: hash, map: map)
        self.resolver = resolver
    }

    func run(_ messages: MessageBuffer) -> any Sendable {
        var block = KeyBlock()
        block.rows.reserveCapacity(messages.rows.count)
        block.keys.reserveCapacity(messages.rows.count * 4)
        messages.withBytes { text in
            for (message, row) in messages.rows.enumerated() {
                if block.rows.last == row {
                    // Every part of a row has all its identifiers.
                    block.isSpecial[block.isSpecial.count - 1] = true
                    continue
                }
                guard identifiers.read(text, messages.byteRange(ofMessage: message)) else { continue }
                for (index, entry) in identifiers.entries.enumerated() where !entry.isBlocked {
                    block.keys.append(
                        .init(
                            hash: entry.hash, index: UInt8(clamping: index),
                            isGenerated: entry.isGenerated))
                }
                block.rows.append(row)
                block.ends.append(Int32(truncatingIfNeeded: block.keys.count))
                block.isSpecial.append(isSpecial())
            }
        }
        return block
    }

    /// What the resolver says of the row where nobody is known; it depends on the types alone.
    private func isSpecial() -> Bool {
        var shape: UInt64 = 1
        let entries = identifiers.entries
        for entry in entries { shape = shape &* 256 &+ UInt64(entry.rule &* 2 &+ (entry.isBlocked ? 1 : 0)) }
        // Seven identifiers of a type number below 128 fit the word.
        let isExact = entries.count < 8 && entries.allSatisfy { $0.rule < 128 }
        if isExact, let known = known[shape] { return known }
        let candidates = entries.indices.map {
            Candidate(identifier: $0, rule: entries[$0].rule, isBlocked: entries[$0].isBlocked)
        }
        resolver.resolve(candidates[...], at: 0, in: NobodyKnown(), into: &resolution)
        let isSpecial = resolution.target != .new || !resolution.violations.isEmpty
        if isExact { known[shape] = isSpecial }
        return isSpecial
    }
}

/// A world without profiles.
private struct NobodyKnown: ProfileLookup {
    func profile(holding identifier: Int) -> Int? { nil }
    func identifiers(of profile: Int) -> [HeldIdentifier] { [] }
    func mergeCount(of profile: Int) -> Int { 0 }
}

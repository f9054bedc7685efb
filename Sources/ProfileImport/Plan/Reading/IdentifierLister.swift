internal import IdentifyMessages
internal import IdentityResolution
internal import ProfileCSV

/// Lists the identifiers of every row of a chunk, those that are blocked or made aside.
final class IdentifierLister: MessageWork {
    struct Listed: Sendable {
        var rule: Int
        var hash: UInt64
        var value: [UInt8]
    }

    private let identifiers: RowIdentifiers

    init(_ rules: IdentityRules, hash: IdentifierHash, map: ColumnMap) {
        identifiers = RowIdentifiers(rules, hash: hash, map: map)
    }

    func run(_ messages: MessageBuffer) -> any Sendable {
        var listed: [Listed] = []
        messages.withBytes { text in
            for message in messages.rows.indices {
                guard identifiers.read(text, messages.byteRange(ofMessage: message)) else { continue }
                for entry in identifiers.entries where !entry.isBlocked && !entry.isGenerated {
                    listed.append(
                        Listed(
                            rule: entry.rule, hash: entry.hash,
                            value: Array(identifiers.bytes[entry.range])))
                }
            }
        }
        return listed
    }
}

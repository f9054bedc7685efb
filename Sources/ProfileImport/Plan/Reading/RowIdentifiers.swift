internal import IdentifyMessages
internal import IdentityResolution
internal import ProfileCSV

/// The identifiers of one message as the space would find them in it: by the same extractor, the same
/// blocked values and the same hashes. One worker owns one and uses it for message after message.
final class RowIdentifiers {
    struct Entry {
        var rule: Int
        /// Where the value lies in `bytes`.
        var range: Range<Int>
        var hash: UInt64
        var isBlocked: Bool
        /// Made by us because the row has no `user_id` and no `anonymous_id`.
        var isGenerated: Bool
    }

    private(set) var entries: [Entry] = []
    /// Values, escapes undone.
    private(set) var bytes: [UInt8] = []
    private(set) var fields = MessageFields()
    /// Milliseconds since 1970; `nil`: the message has no time of its own.
    private(set) var time: Int?

    private let extractor: IdentifierExtractor
    private let matcher: BlockedMatcher
    private let hashes: [IdentifierHash]
    private let types: [String]
    private let anonymousRule: Int
    private let hasAnonymousColumn: Bool
    private var found: [IdentifierExtractor.Found] = []

    init(_ rules: IdentityRules, hash: IdentifierHash, map: ColumnMap) {
        types = rules.rules.map(\.type)
        extractor = IdentifierExtractor(types: types)
        matcher = rules.matcher()
        hashes = types.map { hash.forType(Array($0.utf8)) }
        let anonymousRule = rules.index(ofType: "anonymous_id") ?? -1
        self.anonymousRule = anonymousRule
        hasAnonymousColumn = map.columns.contains { $0.meaning == .identifier(rule: anonymousRule) }
    }

    /// Reads the identifiers of a message of ours, each once.
    ///
    /// - Returns: whether it could be read, which our own messages always can.
    func read(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        entries.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        found.removeAll(keepingCapacity: true)
        do throws(MalformedJSON) {
            try MessageReader.read(text, range, into: &fields)
        } catch {
            return false
        }
        extractor.extract(fields, in: text, into: &found)
        for one in found { add(one, text) }
        time = fields.timestamp.isString
            ? Timestamp.milliseconds(fields.timestamp.text(in: text)) : nil
        if fields.userID.kind == .absent { markGenerated() }
        return true
    }

    private func add(_ one: IdentifierExtractor.Found, _ text: UnsafeRawBufferPointer) {
        let start = bytes.count
        if one.value.kind == .string {
            bytes.append(contentsOf: one.value.raw(in: text))
        } else {
            bytes.append(contentsOf: one.value.text(in: text))
        }
        let range = start..<bytes.count
        let (hash, isBlocked) = bytes.withUnsafeBytes { all in
            let value = UnsafeRawBufferPointer(rebasing: all[range])
            return (hashes[one.rule](value), matcher.isBlocked(value, rule: one.rule))
        }
        for other in entries where other.hash == hash && other.rule == one.rule {
            if bytes[other.range].elementsEqual(bytes[range]) {
                bytes.removeLast(range.count)
                return
            }
        }
        entries.append(
            Entry(
                rule: one.rule, range: range, hash: hash, isBlocked: isBlocked, isGenerated: false))
    }

    /// An ID that was made from another identifier of the row connects nobody by itself (design §2).
    private func markGenerated() {
        guard let index = entries.firstIndex(where: { $0.rule == anonymousRule }) else { return }
        guard hasAnonymousColumn else {
            entries[index].isGenerated = true
            return
        }
        // The column may hold what we would have made; only then it is worth making it again.
        let value = bytes[entries[index].range]
        guard value.count > 41, value[value.endIndex - 41] == UInt8(ascii: "_") else { return }
        for other in entries where other.rule != anonymousRule {
            let made = GeneratedID.make(type: types[other.rule], value: Array(bytes[other.range]))
            if value.elementsEqual(made) { entries[index].isGenerated = true }
        }
    }
}

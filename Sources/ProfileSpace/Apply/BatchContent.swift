internal import IdentifyMessages
internal import IdentityResolution

/// What a piece of a batch says, read once: its messages with their identifiers and traits by number.
///
/// Bytes are places in the batch's buffers or copies in the arena; both outlive the content.
final class BatchContent {
    struct Message {
        /// Index in the batch.
        var index: Int
        var mark: Int
        var time: Int
        var candidates: Range<Int>
        var traits: Range<Int>
        /// The account that the user belongs to; empty: none.
        var group: Bytes
    }

    struct TraitWrite {
        var name: Int32
        /// JSON; empty: remove the trait.
        var value: Bytes
    }

    let arena = ByteArena()
    @exclusivity(unchecked) var identifiers = BatchIdentifiers()
    @exclusivity(unchecked) var names = TraitNames()
    @exclusivity(unchecked) private(set) var messages: [Message] = []
    @exclusivity(unchecked) private(set) var candidates: [Candidate] = []
    @exclusivity(unchecked) private(set) var traits: [TraitWrite] = []
    private(set) var rejections: [Receipt.Rejection] = []

    private let extractor: IdentifierExtractor
    private let matcher: BlockedMatcher
    private let hashes: [IdentifierHash]
    @exclusivity(unchecked) private var fields = MessageFields()
    @exclusivity(unchecked) private var found: [IdentifierExtractor.Found] = []

    /// - Parameter hashes: one for each rule.
    init(_ rules: IdentityRules, hashes: [IdentifierHash]) {
        extractor = IdentifierExtractor(types: rules.rules.map(\.type))
        matcher = rules.matcher()
        self.hashes = hashes
    }

    func empty() {
        messages.removeAll(keepingCapacity: true)
        candidates.removeAll(keepingCapacity: true)
        traits.removeAll(keepingCapacity: true)
        rejections.removeAll()
        identifiers.empty()
        names.empty()
        arena.empty()
    }

    /// Reads the messages of a piece whose rows are new.
    func read(_ piece: BatchPiece, _ rows: inout BatchRows, defaultTime: Int) {
        var index = piece.firstMessage
        for slice in piece.slices {
            slice.buffer.withBytes { text in
                for message in slice.messages {
                    if let mark = rows.mark(ofRow: slice.buffer.rows[message]) {
                        read(text, slice.buffer.byteRange(ofMessage: message), index, mark, defaultTime)
                    }
                    index += 1
                }
            }
        }
    }

    private func read(_ text: Bytes, _ range: Range<Int>, _ index: Int, _ mark: Int, _ time: Int) {
        do throws(MalformedJSON) {
            try MessageReader.read(text, range, into: &fields)
        } catch {
            rejections.append(.init(message: index, reason: error.description))
            return
        }
        // `Personas: false` keeps a message out of the space.
        guard fields.personas.kind != .false else { return }
        let firstCandidate = candidates.count
        let firstTrait = traits.count
        found.removeAll(keepingCapacity: true)
        extractor.extract(fields, in: text, into: &found)
        for one in found { candidates.append(candidate(one, text)) }
        if fields.type.kind == .absent || fields.type.names("identify", text) { readTraits(text) }
        let group = extractor.group(of: fields, in: text).map { content(of: $0, text) }
        messages.append(
            Message(
                index: index, mark: mark, time: timestamp(text) ?? time,
                candidates: firstCandidate..<candidates.count, traits: firstTrait..<traits.count,
                group: group ?? Bytes(start: nil, count: 0)))
    }

    func reject(_ index: Int, _ reason: String) {
        rejections.append(.init(message: index, reason: reason))
    }

    private func candidate(_ one: IdentifierExtractor.Found, _ text: Bytes) -> Candidate {
        let value = content(of: one.value, text)
        let number = identifiers.intern(
            rule: Int32(truncatingIfNeeded: one.rule), hash: hashes[one.rule](value), value: value
        ) { matcher.isBlocked(value, rule: one.rule) }
        return Candidate(
            identifier: number, rule: one.rule, isBlocked: identifiers[number].isBlocked)
    }

    private func readTraits(_ text: Bytes) {
        names.begin()
        for member in fields.traitMembers {
            let name = names.number(of: canonical(member.name, text))
            let value = member.value.kind == .null
                ? Bytes(start: nil, count: 0) : member.value.json(in: text)
            traits.append(TraitWrite(name: name, value: value))
        }
    }

    private func timestamp(_ text: Bytes) -> Int? {
        guard fields.timestamp.isString else { return nil }
        return Timestamp.milliseconds(fields.timestamp.text(in: text))
    }

    /// A string's content.
    private func content(of value: JSONValue, _ text: Bytes) -> Bytes {
        value.kind == .string ? value.raw(in: text) : arena.copy(value.text(in: text))
    }

    /// A name as JSON writes it in one way only, so that equal names are equal bytes.
    private func canonical(_ name: JSONValue, _ text: Bytes) -> Bytes {
        guard name.kind == .escapedString else { return name.raw(in: text) }
        var buffer = JSONBuffer(capacity: 256)
        name.text(in: text).withUnsafeBytes { buffer.appendEscaped($0) }
        return buffer.withBytes { arena.copy($0) }
    }
}

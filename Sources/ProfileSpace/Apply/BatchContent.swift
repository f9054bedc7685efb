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
        var kind: MessageKind
        /// Of a Group call: the account's traits as JSON; empty: none.
        var accountTraits: Bytes
        /// Of a Track, Page or Screen call: its name. May be empty.
        var name: Bytes
        /// The whole message as JSON.
        var whole: Bytes
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
    @exclusivity(unchecked) private(set) var fields = MessageFields()
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
                    if let mark = rows.mark(ofRow: slice.buffer.rows[message]),
                        parse(text, slice.buffer.byteRange(ofMessage: message), index)
                    {
                        take(text, index, mark: mark, time: defaultTime)
                    }
                    index += 1
                }
            }
        }
    }

    /// Reads one message into `fields`; `take` then takes it in.
    ///
    /// - Returns: `false` for what is no message, which is rejected, and for one that is kept out of the
    ///   space by `Personas: false`.
    func parse(_ text: Bytes, _ range: Range<Int>, _ index: Int) -> Bool {
        do throws(MalformedJSON) {
            try MessageReader.read(text, range, into: &fields)
        } catch {
            rejections.append(.init(message: index, reason: error.description))
            return false
        }
        return fields.personas.kind != .false
    }

    /// Takes in the message that was parsed last.
    ///
    /// - Parameter time: for a message without a time of its own.
    func take(_ text: Bytes, _ index: Int, mark: Int, time: Int) {
        let firstCandidate = candidates.count
        let firstTrait = traits.count
        found.removeAll(keepingCapacity: true)
        extractor.extract(fields, in: text, into: &found)
        for one in found { candidates.append(candidate(one, text)) }
        let kind = MessageKind(fields.type, text)
        if kind == .identify { readTraits(text) }
        let group = extractor.group(of: fields, in: text).map { content(of: $0, text) }
        let none = Bytes(start: nil, count: 0)
        let name = kind == .track ? fields.event : kind.isEvent ? fields.name : .absent
        messages.append(
            Message(
                index: index, mark: mark, time: timestamp(text) ?? time,
                candidates: firstCandidate..<candidates.count, traits: firstTrait..<traits.count,
                group: group ?? none, kind: kind,
                accountTraits: kind == .group && fields.traits.kind == .object
                    ? fields.traits.raw(in: text) : none,
                name: name.isString ? content(of: name, text) : none,
                whole: fields.message.raw(in: text)))
    }

    /// Kind and name of the message that was parsed last, for lists; kept past the next one.
    private(set) var lastLook: (type: String, name: [UInt8]) = ("", [])

    /// Notes kind and name of the message that was parsed last.
    func remember(_ text: Bytes) {
        let type = fields.type.isString ? String(decoding: fields.type.text(in: text), as: UTF8.self) : ""
        let name = type == "track" ? fields.event : type == "identify" ? fields.userID : fields.name
        lastLook = (type, name.isString ? name.text(in: text) : [])
    }

    /// Kind and name of something that may be a message.
    func look(_ text: Bytes, _ range: Range<Int>) -> (type: String, name: [UInt8]) {
        fields.clear()
        do throws(MalformedJSON) {
            try MessageReader.read(text, range, into: &fields)
            remember(text)
        } catch {
            lastLook = ("", [])
        }
        return lastLook
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
    func content(of value: JSONValue, _ text: Bytes) -> Bytes {
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

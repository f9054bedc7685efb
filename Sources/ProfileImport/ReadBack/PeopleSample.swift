internal import IdentifyMessages

/// People drawn at random from what is sent, with what was sent of them.
///
/// Each person is known by one identifier: `userId`, else the first other one. The people whose
/// identifiers have the smallest salted hashes are kept, so that everybody is as likely to be drawn
/// as anybody else, in one pass, and all rows of whoever is kept in the end have been seen.
struct PeopleSample {
    struct Person {
        var id: ExternalID
        /// The last value that was sent of each trait, as JSON.
        var traits: [[UInt8]: [UInt8]] = [:]
    }

    private let size: Int
    private let salt: UInt64
    private let types: [String]
    private let extractor: IdentifierExtractor
    private var people: [UInt64: Person] = [:]
    /// The largest hash that is kept once there are enough.
    private var threshold = UInt64.max

    /// - Parameters:
    ///   - size: how many people; `Int.max` for all.
    ///   - types: the configured identifiers; accounts are no people.
    ///   - salt: what the draw depends on.
    init(size: Int, types: [String], salt: UInt64 = .random(in: .min ... .max)) {
        self.size = max(1, size)
        self.salt = salt
        self.types = types
        extractor = IdentifierExtractor(types: types)
    }

    var drawn: [Person] { people.sorted { $0.key < $1.key }.map(\.value) }

    /// Looks at the messages of a batch. Complexity: O(bytes).
    mutating func observe(_ batch: Batch) {
        let extractor = extractor
        extractor.read(batch) { found, fields, text in
            guard let first = found.first else { return }
            observe(
                ExternalID(type: types[first.rule], value: first.value.text(in: text)),
                fields.traitMembers, text)
        }
    }

    private mutating func observe(
        _ id: ExternalID, _ traits: [JSONMember], _ text: UnsafeRawBufferPointer
    ) {
        var digest = FileDigest()
        withUnsafeBytes(of: salt) { digest.update($0) }
        Array(id.type.utf8).withUnsafeBytes { digest.update($0) }
        id.value.withUnsafeBytes { digest.update($0) }
        let hash = digest.finalizedValue().low
        guard hash <= threshold else { return }
        var person = people[hash] ?? Person(id: id)
        guard person.id == id else { return }
        for trait in traits {
            person.traits[trait.name.text(in: text)] = [UInt8](trait.value.json(in: text))
        }
        people[hash] = person
        if people.count > size {
            people.keys.max().map { _ = people.removeValue(forKey: $0) }
            threshold = people.keys.max() ?? threshold
        }
    }
}

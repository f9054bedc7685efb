/// Profiles as far as identity resolution and a comparison of traits need to know them: many at once,
/// whose values lie one after the other in a few lists, because a list for each value of a million
/// profiles costs more than reading them.
public struct KnownBlock: Sendable, Hashable {
    /// One profile; its identifiers and traits are stretches of the block's lists.
    public struct Profile: Sendable, Hashable {
        /// Rises with creation: the smaller of two is the older.
        public var number: Int
        /// Where that lies in `bytes` which people know it by: `use_…`.
        public var id: Range<Int>
        /// How often another profile was merged into this one.
        public var mergeCount: Int
        public internal(set) var identifiers: Range<Int>
        public internal(set) var traits: Range<Int>
    }

    /// An identifier that a profile holds.
    public struct Identifier: Sendable, Hashable {
        /// Index of its type among the rules; -1: a type that is not configured.
        public var rule: Int
        /// Where it lies in `bytes`.
        public var value: Range<Int>
        /// Milliseconds since 1970.
        public var addedAt: Int
    }

    /// A trait that a profile has.
    public struct Trait: Sendable, Hashable {
        /// Where it lies in `bytes`, escapes undone.
        public var name: Range<Int>
        /// The value as JSON; empty for one that was removed.
        public var json: Range<Int>
        /// Rises with arrival: of two profiles that merge, the trait with the greater one stays.
        public var order: Int
    }

    public private(set) var bytes: [UInt8] = []
    /// In the order in which they were added.
    public private(set) var profiles: [Profile] = []
    public private(set) var identifiers: [Identifier] = []
    public private(set) var traits: [Trait] = []

    public init() {}

    /// What people know a profile by.
    public func id(of profile: Int) -> String {
        String(decoding: bytes[profiles[profile].id], as: UTF8.self)
    }

    // MARK: Making

    /// Adds a profile, to which the identifiers and traits belong that are added next.
    public mutating func add(number: Int, id: UnsafeRawBufferPointer, mergeCount: Int) {
        profiles.append(
            Profile(
                number: number, id: keep(id), mergeCount: mergeCount,
                identifiers: identifiers.count..<identifiers.count,
                traits: traits.count..<traits.count))
    }

    /// Adds an identifier of the last profile.
    public mutating func addIdentifier(rule: Int, value: UnsafeRawBufferPointer, addedAt: Int) {
        guard let last = profiles.indices.last else { return }
        identifiers.append(Identifier(rule: rule, value: keep(value), addedAt: addedAt))
        profiles[last].identifiers = profiles[last].identifiers.lowerBound..<identifiers.count
    }

    /// Adds a trait of the last profile.
    ///
    /// - Parameter json: empty for one that was removed.
    public mutating func addTrait(
        name: UnsafeRawBufferPointer, json: UnsafeRawBufferPointer, order: Int
    ) {
        guard let last = profiles.indices.last else { return }
        traits.append(Trait(name: keep(name), json: keep(json), order: order))
        profiles[last].traits = profiles[last].traits.lowerBound..<traits.count
    }

    /// Sets the order of the last profile's trait of a name, or adds it as one that was removed.
    public mutating func setOrder(ofTrait name: UnsafeRawBufferPointer, _ order: Int) {
        guard let last = profiles.indices.last else { return }
        for index in profiles[last].traits
        where bytes[traits[index].name].elementsEqual(name) {
            traits[index].order = order
            return
        }
        addTrait(name: name, json: UnsafeRawBufferPointer(start: nil, count: 0), order: order)
    }

    private mutating func keep(_ value: UnsafeRawBufferPointer) -> Range<Int> {
        let start = bytes.count
        bytes.append(contentsOf: value)
        return start..<bytes.count
    }
}

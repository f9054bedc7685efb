internal import IdentityResolution

/// Rows of some groups, all of each, with the known profiles that they may lead to: what is replayed at
/// once.
final class PlanPart {
    let bytes: LargeArray<UInt8>
    private(set) var shared: SharedIdentifiers
    /// Oldest first.
    private(set) var known: [KnownProfile] = []
    /// Shared identifiers that known profiles hold, with the profile's place.
    private(set) var firstHolders: [(number: Int, profile: Int)] = []
    private(set) var records = 0
    private(set) var recordsInCompany = 0
    /// Values of known profiles, which places below 0 lead to.
    private var arena: [UInt8] = []
    private var knownPlaces: [(identifiers: [PlanProfile.Identifier], traits: [PlanProfile.Trait])] = []
    private var names: [[UInt8]: Int32] = [:]
    private var namesByNumber: [[UInt8]] = []
    private let hashes: [IdentifierHash]

    /// - Parameter hashes: one for each rule.
    init(_ bytes: LargeArray<UInt8>, hashes: [IdentifierHash]) {
        self.bytes = bytes
        self.hashes = hashes
        shared = SharedIdentifiers(bytes.base)
    }

    /// Reads all records once and gets the profiles that they may lead to.
    func load(_ source: any KnownProfiles) async throws(ImportError) {
        var numbers: [Int] = []
        var record = PlanRecord()
        var at = 0
        while at < bytes.count {
            at = record.read(bytes.base, at: at)
            records += 1
            if record.isInCompany { recordsInCompany += 1 }
            for identifier in record.identifiers where identifier.isShared && !identifier.isBlocked {
                shared.add(identifier)
            }
            numbers += record.profiles
        }
        guard !numbers.isEmpty else { return }
        numbers.sort()
        var distinct: [Int] = []
        for number in numbers where number != distinct.last { distinct.append(number) }
        do throws(LookupError) { known = try await source.profiles(distinct) } catch {
            throw ImportError(lookup: error)
        }
        for index in known.indices { take(known[index], index) }
    }

    private func take(_ profile: KnownProfile, _ index: Int) {
        var identifiers: [PlanProfile.Identifier] = []
        for identifier in profile.identifiers {
            identifiers.append(.init(rule: identifier.rule, value: place(identifier.value)))
            guard hashes.indices.contains(identifier.rule) else { continue }
            let number = identifier.value.withUnsafeBytes { value in
                shared.find(
                    hashes[identifier.rule](value), rule: identifier.rule,
                    value.assumingMemoryBound(to: UInt8.self))
            }
            if let number { firstHolders.append((number, index)) }
        }
        let traits = profile.traits.map {
            PlanProfile.Trait(name: number(ofName: $0.name), value: place($0.json), order: $0.order)
        }
        knownPlaces.append((identifiers, traits))
    }

    private func place(_ value: [UInt8]) -> PlanProfile.Place {
        arena += value
        return .init(start: -1 - (arena.count - value.count), count: value.count)
    }

    func identifiers(ofKnown index: Int) -> [PlanProfile.Identifier] { knownPlaces[index].identifiers }

    func traits(ofKnown index: Int) -> [PlanProfile.Trait] { knownPlaces[index].traits }

    func value(_ place: PlanProfile.Place) -> [UInt8] {
        if place.start >= 0 {
            return Array(UnsafeBufferPointer(start: bytes.base + place.start, count: place.count))
        }
        let start = -1 - place.start
        return Array(arena[start..<start + place.count])
    }

    func isEqual(_ one: PlanProfile.Place, _ other: PlanProfile.Place) -> Bool {
        guard one.count == other.count else { return false }
        return value(one) == value(other)
    }

    /// The number of an identifier that some row of the part shares; `nil` for all others.
    func number(of identifier: PlanProfile.Identifier) -> Int? {
        guard hashes.indices.contains(identifier.rule) else { return nil }
        let value = value(identifier.value)
        return value.withUnsafeBytes { bytes in
            shared.find(
                hashes[identifier.rule](bytes), rule: identifier.rule,
                bytes.assumingMemoryBound(to: UInt8.self))
        }
    }

    // MARK: Names of traits

    /// The number of a trait's name that stands in a record.
    func name(_ range: Range<Int>) -> Int32 {
        number(
            ofName: Array(UnsafeBufferPointer(start: bytes.base + range.lowerBound, count: range.count)))
    }

    func name(_ number: Int32) -> [UInt8] { namesByNumber[Int(number)] }

    private func number(ofName name: [UInt8]) -> Int32 {
        if let number = names[name] { return number }
        let number = Int32(truncatingIfNeeded: namesByNumber.count)
        names[name] = number
        namesByNumber.append(name)
        return number
    }
}

internal import Glibc
internal import IdentityResolution

/// Rows of some groups, all of each, with the known profiles that they may lead to: what is replayed at
/// once.
final class PlanPart {
    let bytes: LargeArray<UInt8>
    private(set) var shared: SharedIdentifiers
    /// Oldest first.
    private(set) var known = KnownBlock()
    /// Shared identifiers that known profiles hold, with the profile's place.
    private(set) var firstHolders: [(number: Int, profile: Int)] = []
    private(set) var records = 0
    private(set) var recordsInCompany = 0
    private(set) var names = PlanNames()
    /// For each trait of the known profiles the number of its name.
    private var knownNames: [Int32] = []
    /// Known profiles whose rows were dealt with by themselves.
    private var isSettled: [Bool] = []
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
            numbers += record.profiles
        }
        guard !numbers.isEmpty else { return }
        numbers.sort()
        var distinct: [Int] = []
        for number in numbers where number != distinct.last { distinct.append(number) }
        do throws(LookupError) { known = try await source.profiles(distinct) } catch {
            throw ImportError(lookup: error)
        }
        isSettled = [Bool](repeating: false, count: known.profiles.count)
        knownNames.reserveCapacity(known.traits.count)
        known.bytes.withUnsafeBufferPointer { bytes in
            for trait in known.traits {
                knownNames.append(names.number(of: UnsafeBufferPointer(rebasing: bytes[trait.name])))
            }
        }
    }

    /// Numbers the identifiers that several records or profiles may hold.
    ///
    /// - Parameter isDone: tells of a record that it was dealt with.
    func share(except isDone: (Int) -> Bool) {
        var record = PlanRecord()
        var at = 0
        for index in 0..<records {
            let start = at
            at += PlanRecord.length(of: bytes.base, at: start)
            if isDone(index) { continue }
            _ = record.read(bytes.base, at: start)
            for identifier in record.identifiers where identifier.isShared && !identifier.isBlocked {
                shared.add(identifier)
            }
        }
        for index in known.profiles.indices where !isSettled[index] {
            for identifier in identifiers(ofKnown: index) {
                if let number = number(of: identifier) { firstHolders.append((number, index)) }
            }
        }
    }

    // MARK: Known profiles

    /// The place of a known profile by its number; `nil` where it is gone or was merged away.
    func index(ofKnown number: Int) -> Int? {
        var (low, high) = (0, known.profiles.count)
        while low < high {
            let middle = (low + high) / 2
            if known.profiles[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low < known.profiles.count && known.profiles[low].number == number ? low : nil
    }

    /// Notes that nothing more happens to a known profile.
    func settle(_ index: Int) { isSettled[index] = true }

    func identifiers(ofKnown index: Int) -> [PlanProfile.Identifier] {
        isSettled[index]
            ? []
            : known.identifiers[known.profiles[index].identifiers].map {
                .init(rule: $0.rule, value: .init(known: $0.value))
            }
    }

    func held(ofKnown index: Int) -> [HeldIdentifier] {
        isSettled[index]
            ? []
            : known.identifiers[known.profiles[index].identifiers].map {
                HeldIdentifier(rule: $0.rule, addedAt: $0.addedAt)
            }
    }

    func traits(ofKnown index: Int) -> [PlanProfile.Trait] {
        isSettled[index]
            ? []
            : known.profiles[index].traits.map {
                .init(
                    name: knownNames[$0], value: .init(known: known.traits[$0].json),
                    order: known.traits[$0].order)
            }
    }

    // MARK: Values

    private func withValue<R>(
        _ place: PlanProfile.Place, _ use: (UnsafeBufferPointer<UInt8>) -> R
    ) -> R {
        if place.start >= 0 {
            return use(UnsafeBufferPointer(start: bytes.base + place.start, count: place.count))
        }
        let start = -1 - place.start
        return known.bytes.withUnsafeBufferPointer { all in
            use(UnsafeBufferPointer(rebasing: all[start..<start + place.count]))
        }
    }

    func value(_ place: PlanProfile.Place) -> [UInt8] { withValue(place) { Array($0) } }

    func isEqual(_ one: PlanProfile.Place, _ other: PlanProfile.Place) -> Bool {
        guard one.count == other.count else { return false }
        return withValue(one) { one in
            withValue(other) { other in
                guard let first = one.baseAddress, let second = other.baseAddress else { return true }
                return memcmp(first, second, one.count) == 0
            }
        }
    }

    /// The number of an identifier that some row of the part shares; `nil` for all others.
    func number(of identifier: PlanProfile.Identifier) -> Int? {
        guard hashes.indices.contains(identifier.rule) else { return nil }
        return withValue(identifier.value) { value in
            shared.find(
                hashes[identifier.rule](UnsafeRawBufferPointer(value)), rule: identifier.rule, value)
        }
    }

    // MARK: Names of traits

    /// The number of a trait's name that stands in a record.
    func name(_ range: Range<Int>) -> Int32 {
        names.number(
            of: UnsafeBufferPointer(start: bytes.base + range.lowerBound, count: range.count))
    }

    /// The number of the name of a known profile's trait.
    func name(ofKnownTrait index: Int) -> Int32 { knownNames[index] }
}

internal import IdentityResolution
internal import ProfileCSV
internal import Synchronization

/// How a space writes its identifiers: of each the hash but for case and edge spaces, and the mark that
/// tells the spelling, as ``RowKeys`` has them for the rows of a file.
///
/// Every identifier of the file's types is gone through once. 14 bytes each; what does not fit in the
/// memory is thinned to those whose hash has some zero bits, which is a fair sample: another spelling of a
/// value has the same hash.
final class SpaceSpellings: @unchecked Sendable {
    // `@unchecked Sendable`: only `init` changes it.

    /// Values whose keys are made together.
    private static let valuesTogether = 4_096

    /// By the hash the mark of the first spelling; every further one under a hash of its own.
    private var table: HashTable
    /// Hashes with so many zeros at their low end are there.
    private(set) var level = 0
    /// What of the space was gone through.
    private(set) var comparison: Report.Comparison

    /// Goes through the identifiers of the layout's types that make a person of rows.
    ///
    /// - Parameters:
    ///   - hashKey: the one that the file's keys are made with.
    ///   - memory: bytes that this may take.
    /// - Throws: `cancelled`.
    init(
        _ known: any KnownIdentifiers, of profiles: Int, _ layout: RowKeyLayout, hashKey: UInt64,
        memory: Int
    ) throws(ImportError) {
        table = HashTable(maxBytes: memory)
        comparison = Report.Comparison(profiles: profiles)
        let slots = layout.columns.indices.filter { layout.columns[$0].connects }
        let types = slots.map { layout.columns[$0].type }
        let keys = IdentifierKeys(key: hashKey)
        var waiting = slots.map { _ in (bytes: [UInt8](), ends: [Int]()) }
        do throws(LookupError) {
            comparison.compared = try known.forEachIdentifier(of: types) { index, value in
                waiting[index].bytes.append(contentsOf: value)
                waiting[index].ends.append(waiting[index].bytes.count)
                guard waiting[index].ends.count == Self.valuesTogether else { return true }
                insert(waiting[index].bytes, waiting[index].ends, column: slots[index], keys)
                waiting[index].bytes.removeAll(keepingCapacity: true)
                waiting[index].ends.removeAll(keepingCapacity: true)
                return !Task.isCancelled
            }
        } catch {
            comparison.failure = error.detail
        }
        if Task.isCancelled { throw ImportError(.cancelled, detail: "stopped on request") }
        for (index, values) in waiting.enumerated() {
            insert(values.bytes, values.ends, column: slots[index], keys)
        }
        comparison.share = 1 << level
    }

    private func insert(_ bytes: [UInt8], _ ends: [Int], column: Int, _ keys: IdentifierKeys) {
        keys.forEach(bytes, ends: ends, column: column) { insert($0, $1) }
    }

    private func insert(_ hash: UInt64, _ mark: UInt32) {
        guard table.makeRoom(for: hash, level: &level) else { return }
        let first = table.find(hash)
        guard first.isFound else { return table.insert(hash, mark, at: first.place) }
        guard table.number(at: first.place) != mark else { return }
        let further = table.find(Self.spelling(hash, mark))
        if !further.isFound { table.insert(Self.spelling(hash, mark), mark, at: further.place) }
    }

    /// The hash of one spelling. The bits that tell column and sample stay.
    @inline(__always)
    static func spelling(_ hash: UInt64, _ mark: UInt32) -> UInt64 {
        hash ^ (UInt64(mark) &* 0x9E37_79B9_7F4A_7C15) & ~0x7F_FFFF
    }

    /// Loads what `isVariant` looks at first; many of these wait for the memory at once.
    @inline(__always)
    func touch(_ hash: UInt64) -> UInt64 { table.touch(hash) }

    /// Whether the space has a value in other spellings, and not in this one.
    @inline(__always)
    func isVariant(_ hash: UInt64, _ mark: UInt32) -> Bool {
        let first = table.find(hash)
        guard first.isFound, table.number(at: first.place) != mark else { return false }
        return !table.find(Self.spelling(hash, mark)).isFound
    }
}

/// The spellings of a space, gone through once for all files that have the same identifiers.
final class SpaceSpellingsStore: Sendable {
    private let known: any KnownIdentifiers
    private let profiles: Int
    private let last = Mutex<(types: [String], memory: Int, spellings: SpaceSpellings)?>(nil)

    /// - Returns: `nil` where nobody has the identifiers.
    init?(_ survey: ProfileSurvey?) {
        guard let survey, let known = survey.known, survey.profiles > 0 else { return nil }
        self.known = known
        profiles = survey.profiles
    }

    /// - Returns: `nil` where the file has no identifier that makes a person of rows.
    /// - Throws: `cancelled`.
    func spellings(
        _ layout: RowKeyLayout, hashKey: UInt64, memory: Int
    ) throws(ImportError) -> SpaceSpellings? {
        guard layout.columns.contains(where: \.connects) else { return nil }
        let types = layout.columns.map { $0.connects ? $0.type : "" }
        return try last.withLock { (last) throws(ImportError) in
            if let last, last.types == types, last.memory == memory { return last.spellings }
            // Two of them at once would take twice the memory.
            last = nil
            let spellings = try SpaceSpellings(
                known, of: profiles, layout, hashKey: hashKey, memory: memory)
            last = (types, memory, spellings)
            return spellings
        }
    }
}

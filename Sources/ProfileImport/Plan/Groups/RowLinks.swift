internal import IdentityResolution

/// Finds out which rows belong together: by an identifier that both have, or by a profile that both
/// lead to. It goes by hashes; two values of one hash bring rows together that have nothing in common,
/// which costs time and changes nothing, because what follows compares the values themselves.
final class RowLinks {
    /// How a hash becomes the key of a pair: signed numbers in order, as a store's index has them.
    private static let sign: UInt64 = 1 << 63

    let groups: RowGroups
    /// Groups by identifiers of the files alone, generated ones aside: people (design §2).
    private(set) var people = 0
    /// For each row that leads to a profile, the profile; in the order of rows.
    private(set) var holders: LargeArray<SortedPairs.Pair>?
    /// How many of them there are.
    private(set) var holderCount = 0
    private let known: any KnownProfiles
    private let byProfile: SortedPairs
    private let byRow: SortedPairs
    /// Rows that only a generated identifier joins.
    private let generated: SortedPairs
    private let memory: Int
    private let folder: String
    let rowShift: UInt64
    /// Profiles whose rows are asked for, and these rows.
    private var watched: Set<Int> = []
    private(set) var watchedRows: [Int] = []

    init(
        rows: Int, known: any KnownProfiles, memory: Int, folder: String
    ) throws(ImportError) {
        self.known = known
        self.memory = memory
        self.folder = folder
        do throws(SystemError) {
            groups = try RowGroups(rows: rows, memory: memory / 2, folder: folder)
        } catch { throw .system(error) }
        byProfile = SortedPairs(memory: memory / 16, folder: folder)
        byRow = SortedPairs(memory: memory / 16, folder: folder)
        generated = SortedPairs(memory: memory / 16, folder: folder)
        rowShift = UInt64(max(rows, 1).leadingZeroBitCount)
    }

    static func key(ofHash hash: UInt64) -> UInt64 { hash ^ sign }

    /// A row and the place of an identifier in it, as the value of a pair.
    static func value(row: Int, index: UInt8, isGenerated: Bool) -> UInt64 {
        UInt64(row) << 9 | UInt64(index) << 1 | (isGenerated ? 1 : 0)
    }

    private static func row(_ value: UInt64) -> Int { Int(value >> 9) }

    /// Asks for the rows that lead to whoever holds an identifier.
    func watch(_ hash: UInt64) async throws(ImportError) {
        do throws(LookupError) {
            for holder in try await known.holders(of: [hash]) { watched.insert(holder.profile) }
        } catch { throw ImportError(lookup: error) }
    }

    /// Joins what belongs together.
    ///
    /// - Parameter keys: identifiers of all rows; gone afterwards.
    func run(_ keys: SortedPairs) async throws(ImportError) {
        try await keys.drain({ (pairs) async throws(ImportError) in
            try takeSharedKeys(pairs)
            if known.count > 0 { try await takeHolders(pairs) }
        }, failure: ImportError.system)
        people = groups.groups
        try await generated.drain({ (pairs) async throws(ImportError) in
            for pair in pairs { groups.join(Int(pair.value >> 32), Int(pair.value & 0xFFFF_FFFF)) }
        }, failure: ImportError.system)
        try await byProfile.drain({ (pairs) async throws(ImportError) in
            for index in pairs.indices.dropFirst() where pairs[index].key == pairs[index - 1].key {
                let (one, other) = (Int(pairs[index - 1].value), Int(pairs[index].value))
                // Several identifiers of one row lead to its profile: that is no company.
                if one != other { groups.join(one, other) }
            }
        }, failure: ImportError.system)
        try await takeHoldersByRow()
        groups.settle()
    }

    // MARK: Identifiers that several rows have

    private func takeSharedKeys(
        _ pairs: UnsafeMutableBufferPointer<SortedPairs.Pair>
    ) throws(ImportError) {
        var start = 0
        while start < pairs.count {
            var end = start &+ 1
            while end < pairs.count, pairs[end].key == pairs[start].key { end &+= 1 }
            if end &- start > 1 { try join(pairs, start..<end) }
            start = end
        }
    }

    private func join(
        _ pairs: UnsafeMutableBufferPointer<SortedPairs.Pair>, _ range: Range<Int>
    ) throws(ImportError) {
        var lastReal = -1
        var lastAny = -1
        for index in range {
            let value = pairs[index].value
            let row = Self.row(value)
            markShared(value)
            let isReal = value & 1 == 0
            if isReal, lastReal >= 0 {
                groups.join(lastReal, row)
            } else if lastAny >= 0 {
                do throws(SystemError) {
                    // Spread by the row, in no order that matters.
                    try generated.append(
                        UInt64(row) &* 0x9E37_79B9_7F4A_7C15, UInt64(lastAny) << 32 | UInt64(row))
                } catch { throw .system(error) }
            }
            if isReal { lastReal = row }
            lastAny = row
        }
    }

    private func markShared(_ value: UInt64) {
        let index = Int(value >> 1 & 0xFF)
        let bit: UInt8 = index < RowGroups.Mark.sharedKeys ? 1 << UInt8(index) : 0
        groups.mark(Self.row(value), bit | RowGroups.Mark.isWanted)
    }

    // MARK: Profiles that rows lead to

    private func takeHolders(
        _ pairs: UnsafeMutableBufferPointer<SortedPairs.Pair>
    ) async throws(ImportError) {
        var hashes: [UInt64] = []
        hashes.reserveCapacity(pairs.count)
        for index in pairs.indices where index == 0 || pairs[index].key != pairs[index - 1].key {
            hashes.append(pairs[index].key ^ Self.sign)
        }
        let found: [Holder]
        do throws(LookupError) { found = try await known.holders(of: hashes) } catch {
            throw ImportError(lookup: error)
        }
        var at = 0
        for holder in found {
            let key = holder.hash ^ Self.sign
            while at < pairs.count, pairs[at].key < key { at += 1 }
            var same = at
            while same < pairs.count, pairs[same].key == key {
                try note(pairs[same].value, leadsTo: holder.profile)
                same += 1
            }
        }
    }

    private func note(_ value: UInt64, leadsTo profile: Int) throws(ImportError) {
        let row = Self.row(value)
        markShared(value)
        groups.mark(row, RowGroups.Mark.isKnown)
        if watched.contains(profile) { watchedRows.append(row) }
        do throws(SystemError) {
            try byProfile.append(
                UInt64(bitPattern: Int64(profile)) &* 0x9E37_79B9_7F4A_7C15, UInt64(row))
            try byRow.append(
                UInt64(row) << rowShift, UInt64(bitPattern: Int64(profile)))
        } catch { throw .system(error) }
    }

    private func takeHoldersByRow() async throws(ImportError) {
        let all: LargeArray<SortedPairs.Pair>
        do throws(SystemError) {
            all = try LargeArray(count: byRow.count, memoryLimit: memory / 8, folder: folder)
        } catch { throw .system(error) }
        var count = 0
        try await byRow.drain({ (pairs) async throws(ImportError) in
            for (index, pair) in pairs.enumerated() {
                // Most often all identifiers of a row lead to the same profile.
                if index > 0, pair.key == pairs[index - 1].key, pair.value == pairs[index - 1].value {
                    continue
                }
                all[count] = pair
                count += 1
            }
        }, failure: ImportError.system)
        holders = all
        holderCount = count
    }
}

extension ImportError {
    /// What it means for a stage that profiles cannot be looked up.
    init(lookup error: LookupError) {
        let code: Code =
            switch error.code {
            case .unavailable: .unavailable
            case .tryLater: .tryLater
            case .keyRefused: .keyRefused
            case .io: .io
            case .cancelled: .cancelled
            }
        self.init(code, detail: error.detail)
    }
}

internal import IdentifyMessages
internal import IdentityResolution
internal import ProfileCSV

/// The records of one chunk's rows that are looked at closely.
struct RecordBlock: Sendable {
    var bytes: [UInt8] = []
    /// For each record its part and where it ends.
    var ends: [(part: Int, end: Int)] = []
}

/// What tells workers which rows are wanted; it does not change while they ask.
struct WantedRows: @unchecked Sendable {
    // `@unchecked Sendable`: groups and holders are settled; nobody writes to them any more.
    let groups: RowGroups
    let holders: LargeArray<SortedPairs.Pair>?
    let holderCount: Int
    let rowShift: UInt64
    /// For each file the first row of each chunk and its index among all rows.
    let chunks: [[(row: Int, index: Int)]]
    let parts: PlanParts
    /// Groups that alone are wanted, for an explanation; `nil`: all.
    let onlyGroups: Set<Int>?

    /// The index of the first row of a chunk.
    func index(file: Int, row: Int) -> Int? {
        let chunks = chunks[file - 1]
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) / 2
            if chunks[middle].row < row { low = middle + 1 } else { high = middle }
        }
        return low < chunks.count && chunks[low].row == row ? chunks[low].index : nil
    }

    /// Where the holders of a row begin.
    func firstHolder(ofRow row: Int) -> Int {
        guard let holders else { return 0 }
        let key = UInt64(row) << rowShift
        var low = 0
        var high = holderCount
        while low < high {
            let middle = (low + high) / 2
            if holders[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func isWanted(_ row: Int) -> Bool {
        guard groups.marks[row] & RowGroups.Mark.isWanted != 0 else { return false }
        return onlyGroups?.contains(groups.settledFirst(row)) ?? true
    }
}

/// Reads the wanted rows of a chunk whole.
final class RecordReader: MessageWork {
    private let identifiers: RowIdentifiers
    private let wanted: WantedRows
    private let file: Int
    private let defaultTime: Int
    private var writer = WordWriter()

    init(
        _ rules: IdentityRules, hash: IdentifierHash, map: ColumnMap, wanted: WantedRows, file: Int,
        defaultTime: Int
    ) {
        identifiers = RowIdentifiers(rules, hash: hash, map: map)
        self.wanted = wanted
        self.file = file
        self.defaultTime = defaultTime
    }

    func run(_ messages: MessageBuffer) -> any Sendable {
        var block = RecordBlock()
        writer = WordWriter()
        guard let firstRow = messages.rows.first,
            var index = wanted.index(file: file, row: firstRow)
        else { return block }
        var holder = wanted.firstHolder(ofRow: index)
        messages.withBytes { text in
            var message = 0
            while message < messages.rows.count {
                let row = messages.rows[message]
                var end = message + 1
                while end < messages.rows.count, messages.rows[end] == row { end += 1 }
                if wanted.isWanted(index) {
                    let group = wanted.groups.settledFirst(index)
                    write(messages, message..<end, text, index: index, group: group, row: row, &holder)
                    block.ends.append((wanted.parts.part(ofGroup: group), writer.bytes.count))
                }
                index += 1
                message = end
            }
        }
        block.bytes = writer.bytes
        return block
    }

    private func write(
        _ messages: MessageBuffer, _ parts: Range<Int>, _ text: UnsafeRawBufferPointer, index: Int,
        group: Int, row: Int, _ holder: inout Int
    ) {
        guard identifiers.read(text, messages.byteRange(ofMessage: parts.lowerBound)) else { return }
        let marks = wanted.groups.marks[index]
        let isKnown = wanted.groups.marks[group] & RowGroups.Mark.isKnown != 0
        writer.begin()
        writer.short(index)
        writer.short(group)
        writer.short(file)
        writer.short(row)
        writer.word(identifiers.time ?? defaultTime)
        writer.short(Int(marks) | (isKnown ? 1 << 8 : 0))
        writer.short(identifiers.entries.count)
        for (place, entry) in identifiers.entries.enumerated() {
            // Several messages of one row share all identifiers with one another.
            let isShared =
                parts.count > 1 || place >= RowGroups.Mark.sharedKeys || marks >> UInt8(place) & 1 == 1
            writer.short(entry.rule << 2 | (entry.isBlocked ? 2 : 0) | (isShared ? 1 : 0))
            writer.word(Int(Int64(bitPattern: entry.hash)))
            writer.value(identifiers.bytes[entry.range])
        }
        writeHolders(index, &holder)
        writeTraits(messages, parts, text, isKnown: isKnown)
        writer.end()
    }

    private func writeHolders(_ index: Int, _ holder: inout Int) {
        guard let holders = wanted.holders else { return writer.short(0) }
        let key = UInt64(index) << wanted.rowShift
        while holder < wanted.holderCount, holders[holder].key < key { holder += 1 }
        var end = holder
        while end < wanted.holderCount, holders[end].key == key { end += 1 }
        writer.short(end - holder)
        for place in holder..<end { writer.short(Int(Int64(bitPattern: holders[place].value))) }
        holder = end
    }

    private func writeTraits(
        _ messages: MessageBuffer, _ parts: Range<Int>, _ text: UnsafeRawBufferPointer, isKnown: Bool
    ) {
        writer.short(parts.count)
        guard isKnown else {
            for _ in parts { writer.short(0) }
            return
        }
        var traits: [(name: [UInt8], value: UnsafeRawBufferPointer)] = []
        var ends: [Int] = []
        for part in parts {
            if part > parts.lowerBound {
                _ = identifiers.read(text, messages.byteRange(ofMessage: part))
            }
            for member in identifiers.fields.traitMembers {
                let value = member.value.kind == .null
                    ? UnsafeRawBufferPointer(start: nil, count: 0) : member.value.json(in: text)
                traits.append((member.name.text(in: text), value))
            }
            ends.append(traits.count)
        }
        for end in ends { writer.short(end) }
        for trait in traits {
            writer.value(trait.name)
            writer.value(trait.value)
        }
    }
}

internal import ProfileCSV
internal import RollcallCSV

/// A value that was in an earlier row.
extension AcrossRows {
    /// - Parameters:
    ///   - place: where the table has its hash.
    ///   - row: its place in the chunk's keys.
    @inline(never)
    mutating func repeated(
        _ column: Int, _ hash: UInt64, at place: Int, _ row: Int, _ keys: RowKeys,
        _ chunk: RecordChunk
    ) {
        let marks = keys.marks + row * keys.markCount
        // Blocked values and account IDs are counted, but connect nobody.
        guard marks[column] != 0 else { return }
        let first = firstRow(table.number(at: place))
        if store.marks(first)[column] == marks[column] {
            let value = sharedValue(hash, column, at: place, first)
            connect(value, first, column, row, keys, chunk)
        } else {
            foundVariant(column, hash, of: first, row, keys, chunk)
        }
    }

    /// The first row of a value, as an index of the store.
    private func firstRow(_ number: UInt32) -> Int {
        number & Self.sharedBit == 0
            ? Int(number) : shared.firstRow(Int(number & ~Self.sharedBit))
    }

    /// The record of a value that has one row at least, made where it is the second row.
    private mutating func sharedValue(
        _ hash: UInt64, _ column: Int, at place: Int, _ first: Int
    ) -> Int {
        let number = table.number(at: place)
        if number & Self.sharedBit != 0 { return Int(number & ~Self.sharedBit) }
        let value = shared.append(
            hash: hash, firstRow: first, rows: 1, column: column, isVariant: false)
        countOthers(of: value, column, first)
        table.setNumber(Self.sharedBit | UInt32(truncatingIfNeeded: value), at: place)
        return value
    }

    /// The first row of a value has one value of each other identifier that is not blank.
    private mutating func countOthers(of value: Int, _ column: Int, _ first: Int) {
        let marks = store.marks(first)
        for other in 0..<columns where other != column && marks[other] != 0 {
            shared.addOther(value, other)
        }
    }

    // MARK: Variants

    /// The value is that of an earlier row but for case or spaces around it.
    private mutating func foundVariant(
        _ column: Int, _ hash: UInt64, of first: Int, _ row: Int, _ keys: RowKeys, _ chunk: RecordChunk
    ) {
        let mark = keys.marks[row * keys.markCount + column]
        let key = Self.variantKey(hash, mark)
        makeRoomForOneMore()
        let (place, isFound) = table.find(key)
        if isFound {
            let value = Int(table.number(at: place) & ~Self.sharedBit)
            connect(value, shared.firstRow(value), column, row, keys, chunk)
            return
        }
        if storedRow < 0 { storeRow(row, keys) }
        let value = shared.append(
            hash: key, firstRow: storedRow, rows: 1, column: column, isVariant: true)
        countOthers(of: value, column, storedRow)
        table.insert(key, Self.sharedBit | UInt32(truncatingIfNeeded: value), at: place)
        distinct[column] += 1
        note(
            .caseVariantIdentifier, value, at: column, row, keys, chunk,
            firstRow: store.number(first))
    }

    // MARK: Rows that share a value

    /// Takes a row into the record of a value that an earlier row has.
    private mutating func connect(
        _ value: Int, _ first: Int, _ column: Int, _ row: Int, _ keys: RowKeys, _ chunk: RecordChunk
    ) {
        let marks = keys.marks + row * keys.markCount
        let firstMarks = store.marks(first)
        shared.addRow(value)
        shared.setLastRow(keys.firstRow + row, of: value)
        var isSamePerson = true
        var isFirstShared = true
        for other in 0..<columns where other != column && marks[other] != 0 {
            if marks[other] == firstMarks[other] {
                if other < column { isFirstShared = false }
                continue
            }
            if firstMarks[other] != 0, layout.columns[other].limit == 1 { isSamePerson = false }
            countOther(other, marks[other], of: value, column, row, keys, chunk)
        }
        // A row is one repetition, however many values it shares: that of the first one counts.
        guard isSamePerson, isFirstShared, !isRepeat else { return }
        isRepeat = true
        guard marks[columns] != firstMarks[columns] else { return }
        shared.addRepeat(value)
        note(
            .repeatedPerson, value, at: column, row, keys, chunk, firstRow: store.number(first))
    }

    /// Another identifier has a value that differs from the first row's; counts it once.
    private mutating func countOther(
        _ other: Int, _ mark: UInt32, of value: Int, _ column: Int, _ row: Int, _ keys: RowKeys,
        _ chunk: RecordChunk
    ) {
        let key = Self.pairKey(shared.hash(value), other, mark)
        makeRoomForOneMore()
        let (place, isFound) = table.find(key)
        guard !isFound else { return }
        table.insert(key, Self.sharedBit | Self.pairNumber, at: place)
        shared.addOther(value, other)
        let count = shared.others(value, other)
        let firstRow = store.number(shared.firstRow(value))
        if count == 2, layout.columns[other].limit == 1 {
            note(
                .conflictingIdentifiers, value, other: other, at: column, row, keys, chunk,
                firstRow: firstRow)
        }
        if count == thresholds[other], !isShared(value, besides: other) {
            note(.sharedIdentifier, value, at: column, row, keys, chunk, firstRow: firstRow)
        }
    }

    /// Whether different people share a value.
    func isShared(_ value: Int, besides column: Int = -1) -> Bool {
        thresholds.indices.contains {
            $0 != column && shared.others(value, $0) >= thresholds[$0]
        }
    }

    // MARK: Keys

    /// Of a spelling: sampled and counted like the value that it is a variant of.
    private static func variantKey(_ hash: UInt64, _ mark: UInt32) -> UInt64 {
        let mixed = ValueKeys.fold(hash ^ 0x9E37_79B9_7F4A_7C15, UInt64(mark) ^ 0xC2B2_AE3D_27D4_EB4F)
        return mixed & ~0x7F_FFFF | hash & 0x3F_FFFF | 1 << 22
    }

    /// Of a value together with one of another identifier: sampled like the value, counted as none.
    private static func pairKey(_ hash: UInt64, _ other: Int, _ mark: UInt32) -> UInt64 {
        let pair = UInt64(mark) << 8 | UInt64(other)
        let mixed = ValueKeys.fold(hash ^ 0xD6E8_FEB8_6659_FD93, pair ^ 0xFF51_AFD7_ED55_8CCD)
        return mixed & ~0x7F_FFFF | hash & 0xFFFF | 0x3F << 16 | 1 << 22
    }
}

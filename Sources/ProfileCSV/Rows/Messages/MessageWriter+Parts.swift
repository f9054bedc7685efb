internal import IdentifyMessages

/// Why a row cannot be delivered.
enum TooLarge {
    /// Alone with the identifiers it is more than a message may have. The column is `nil` for a
    /// constant.
    case trait(column: Int?, bytes: Int)
    /// More messages than one row may become.
    case parts(Int)
}

/// Rows that may be too wide for one message: encoded first, then cut in column order, every part
/// with all identifiers (design §8).
extension MessageWriter {
    /// Encoded traits in `spare`, and how they are cut.
    private struct Cut {
        struct Trait {
            var range: Range<Int>
            var column: Int?
            /// Stands in every part.
            var isIdentifier: Bool
        }

        var traits: [Trait] = []
        /// Bytes of a message without its traits and its part number.
        var frame = 0
        var identifierBytes = 0
        var identifierCount = 0
        /// For each part the traits it has, its identifiers aside.
        var parts: [Range<Int>] = []

        /// Bytes of a message with some of the traits, the last one's comma not counted.
        func size(_ traitBytes: Int, part: Int) -> Int {
            let suffix = part == 0 ? 0 : part < 10 ? 2 : 3
            let all = identifierBytes + traitBytes
            return frame + suffix + all - (all > 0 ? 1 : 0)
        }
    }

    mutating func writeLarge(row: Int, _ values: RowValues, isWanted: Bool) -> TooLarge? {
        if let tooLarge = isHopeless(values) { return tooLarge }
        var cut = Cut()
        encodeTraits(&cut, values)
        cut.frame = frameBytes(row: row, values)
        if let tooLarge = divide(&cut) { return tooLarge }
        guard isWanted else { return nil }
        for (index, part) in cut.parts.enumerated() {
            write(cut, part: part, number: cut.parts.count == 1 ? 0 : index + 1, row: row, values)
        }
        return nil
    }

    /// What can be told from the lengths alone, so that a huge row is never encoded: written out, a
    /// value is never shorter, white space in JSON aside.
    private mutating func isHopeless(_ values: RowValues) -> TooLarge? {
        var total = 0
        for index in 0..<layout.stepCount {
            let step = layout.steps[index]
            guard step.form != .json else { continue }
            let length = Int(values.lengths[step.column])
            if length > Limits.maxMessageBytes { return .trait(column: step.column, bytes: length) }
            total += length
        }
        for (slot, identifier) in layout.slots.enumerated()
        where values.slotLengths[slot] > Limits.maxMessageBytes {
            return .trait(column: identifier.column, bytes: Int(values.slotLengths[slot]))
        }
        let least = (total + Limits.maxMessageBytes - 1) / Limits.maxMessageBytes
        return least > Limits.maxPartsPerRow ? .parts(least) : nil
    }

    private mutating func encodeTraits(_ cut: inout Cut, _ values: RowValues) {
        spare.truncate(to: 0)
        for index in 0..<layout.stepCount {
            let step = layout.steps[index]
            let length = Int(values.lengths[step.column])
            let start = spare.count
            var pen = Pen(
                at: spare.tail(
                    reserving: (step.form == .string ? 6 : 1) * length + step.prefix.count
                        + step.blank.count + 256),
                base: layout.base)
            let from = pen.at
            trait(&pen, layout.steps + index, values)
            spare.advance(by: pen.at - from)
            guard spare.count > start else { continue }
            let isIdentifier = step.slot >= 0 && values.slotLengths[step.slot] > 0
            if isIdentifier {
                cut.identifierBytes += spare.count - start
                cut.identifierCount += 1
            }
            cut.traits.append(
                Cut.Trait(
                    range: start..<spare.count, column: step.column, isIdentifier: isIdentifier))
        }
        for constant in layout.constants {
            let start = spare.count
            spare.append(
                UnsafeRawBufferPointer(start: layout.base + constant.offset, count: constant.count))
            cut.traits.append(
                Cut.Trait(range: start..<spare.count, column: nil, isIdentifier: false))
        }
    }

    /// Bytes of the row's message without traits and part number.
    private mutating func frameBytes(row: Int, _ values: RowValues) -> Int {
        let start = output.tail(reserving: frameRoom(values))
        var pen = Pen(at: start, base: layout.base)
        head(&pen, row: row, part: 0, values)
        pen.put(layout.traits)
        closing(&pen, values)
        return pen.at - start
    }

    /// Room for all but the traits, whatever the identifiers hold.
    private mutating func frameRoom(_ values: RowValues) -> Int {
        var values6 = layout.timestampColumn < 0 ? 0 : Int(values.lengths[layout.timestampColumn])
        for slot in layout.slots.indices { values6 += 2 * Int(values.slotLengths[slot]) }
        return layout.maxFixedBytes + 6 * values6 + 256
    }

    /// Cuts the traits into as few parts as their order allows.
    private mutating func divide(_ cut: inout Cut) -> TooLarge? {
        let all = cut.traits.reduce(0) { $0 + ($1.isIdentifier ? 0 : $1.range.count) }
        if cut.traits.count <= Limits.maxTraitsPerMessage,
            cut.size(all, part: 0) <= Limits.maxMessageBytes
        {
            cut.parts = [0..<cut.traits.count]
            return nil
        }
        guard cut.size(0, part: 1) <= Limits.maxMessageBytes else { return largestIdentifier(cut) }
        var start = 0
        var bytes = 0
        var count = cut.identifierCount
        for (index, trait) in cut.traits.enumerated() where !trait.isIdentifier {
            let isFull = { (cut: Cut, bytes: Int, count: Int) in
                count > Limits.maxTraitsPerMessage
                    || cut.size(bytes, part: cut.parts.count + 1) > Limits.maxMessageBytes
            }
            if isFull(cut, bytes + trait.range.count, count + 1), count > cut.identifierCount {
                cut.parts.append(start..<index)
                (start, bytes, count) = (index, 0, cut.identifierCount)
            }
            if isFull(cut, bytes + trait.range.count, count + 1) {
                return .trait(
                    column: trait.column,
                    bytes: cut.size(trait.range.count, part: cut.parts.count + 1))
            }
            bytes += trait.range.count
            count += 1
        }
        cut.parts.append(start..<cut.traits.count)
        return cut.parts.count > Limits.maxPartsPerRow ? .parts(cut.parts.count) : nil
    }

    private mutating func largestIdentifier(_ cut: Cut) -> TooLarge {
        let largest = cut.traits.filter(\.isIdentifier).max { $0.range.count < $1.range.count }
        return .trait(column: largest?.column, bytes: cut.size(0, part: 1))
    }

    private mutating func write(
        _ cut: Cut, part: Range<Int>, number: Int, row: Int, _ values: RowValues
    ) {
        let start = output.tail(
            reserving: Limits.maxMessageBytes + frameRoom(values) + cut.identifierBytes)
        var pen = Pen(at: start, base: layout.base)
        head(&pen, row: row, part: number, values)
        pen.put(layout.traits)
        spare.withBytes { encoded in
            for (index, trait) in cut.traits.enumerated()
            where trait.isIdentifier || part.contains(index) {
                pen.putCopy(UnsafeRawBufferPointer(rebasing: encoded[trait.range]))
            }
        }
        pen.dropComma()
        closing(&pen, values)
        output.advance(by: pen.at - start)
        output.endMessage(row: row)
    }
}

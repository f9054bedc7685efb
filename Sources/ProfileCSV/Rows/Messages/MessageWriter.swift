internal import IdentifyMessages

/// Writes rows as Identify messages, JSON bytes straight from the chunk (design §8).
///
/// Be advised: every method here is mutating because the compiler would copy all of the writer to
/// borrow it for one that is not. The room for a whole message is reserved at once from a bound on
/// its size, then written with one pointer. A row whose bound is far from small takes the slow way
/// of `MessageWriter+Parts`.
struct MessageWriter: ~Copyable {
    let layout: MessageLayout
    let columns: [ColumnMap.Column]
    let fileDigest: [UInt8]
    var output: JSONBuffer
    /// Encoded traits of a row that is split.
    var spare = JSONBuffer(capacity: 256)
    /// The row's number as text.
    private var digits = RowDigits()

    /// - Parameters:
    ///   - capacity: bytes of messages expected of one chunk.
    ///   - usesVectors: whether the machine's vectors are used; the messages are the same.
    ///   - separator: what each message is followed by.
    init(
        _ map: ColumnMap, file: Int, options: MessageOptions, capacity: Int,
        usesVectors: Bool = true, separator: MessageSeparator = .comma
    ) {
        layout = MessageLayout(map, file: file, options: options, usesVectors: usesVectors)
        columns = map.columns
        fileDigest = options.fileDigest
        output = JSONBuffer(capacity: capacity, separator: separator)
    }

    /// Whether a row whose record has so many bytes becomes one message, whatever they are. Escapes
    /// make six bytes of one, and an identifier may stand twice.
    @inline(__always)
    func surelyFits(recordBytes: Int) -> Bool {
        layout.maxTraits <= Limits.maxTraitsPerMessage
            && recordBytes < 1 << 20
            && layout.maxFixedBytes &+ 12 &* recordBytes <= Limits.maxMessageBytes
    }

    /// Writes the row's message or messages.
    ///
    /// - Returns: what makes the row too large; nothing was written then.
    mutating func write(row: Int, _ values: RowValues, recordBytes: Int) -> TooLarge? {
        if surelyFits(recordBytes: recordBytes) {
            output.advance(
                by: fill(row: row, values, bound: layout.maxFixedBytes &+ 12 &* recordBytes))
            output.endMessage(row: row)
            return nil
        }
        return writeLarge(row: row, values, isWanted: true)
    }

    /// What makes the row too large; writes nothing.
    mutating func measure(row: Int, _ values: RowValues, recordBytes: Int) -> TooLarge? {
        surelyFits(recordBytes: recordBytes) ? nil : writeLarge(row: row, values, isWanted: false)
    }

    /// Writes the row as one message at the output's tail and returns its length.
    mutating func fill(row: Int, _ values: RowValues, bound: Int) -> Int {
        let start = output.tail(reserving: bound)
        var pen = Pen(at: start, base: layout.base)
        head(&pen, row: row, part: 0, values)
        pen.put(layout.traits)
        var done = layout.headEnd
        for index in layout.others.indices {
            let other = layout.others[index]
            strings(&pen, done..<other.position, values)
            done = other.position
            trait(&pen, layout.steps + other.step, values)
        }
        strings(&pen, done..<layout.strings.count, values)
        pen.put(layout.allConstants)
        pen.dropComma()
        closing(&pen, values)
        return pen.at - start
    }

    // MARK: The parts of a message

    /// From `type` to `timestamp`. Part 0: the only one.
    mutating func head(_ pen: inout Pen, row: Int, part: Int, _ values: RowValues) {
        digits.set(row)
        values.starts[layout.digits] = UnsafePointer(digits.text)
        values.lengths[layout.digitCount] = UInt32(truncatingIfNeeded: digits.count)
        let isNamed = isFilled(layout.userSlot, values) || isFilled(layout.anonymousSlot, values)
        if isNamed, part == 0 {
            strings(&pen, 0..<layout.headEnd, values)
        } else {
            strings(&pen, 0..<1, values)
            if part > 0 {
                pen.at -= 2
                pen.put(UInt8(ascii: "-"))
                pen.put(decimal: part)
                pen.putPair(UInt8(ascii: "\""), UInt8(ascii: ","))
            }
            if !isNamed { generatedID(&pen, row: row, values) }
            strings(&pen, (isNamed ? 1 : layout.namedEnd)..<layout.headEnd, values)
        }
        if layout.timestampColumn >= 0, values.lengths[layout.timestampColumn] > 0 {
            pen.put(layout.timestamp)
            date(&pen, column: layout.timestampColumn, values)
            pen.putPair(UInt8(ascii: "\""), UInt8(ascii: ","))
        }
    }

    @inline(__always)
    private mutating func isFilled(_ slot: Int, _ values: RowValues) -> Bool {
        slot >= 0 && values.slotLengths[slot] > 0
    }

    /// Some of the regular steps.
    @inline(__always)
    private mutating func strings(_ pen: inout Pen, _ range: Range<Int>, _ values: RowValues) {
        pen.at = layout.strings.write(
            range, to: pen.at, texts: layout.base, starts: values.starts, lengths: values.lengths)
    }

    mutating func trait(_ pen: inout Pen, _ step: UnsafePointer<TraitStep>, _ values: RowValues) {
        let column = step.pointee.column
        let slot = step.pointee.slot
        let length = Int(slot >= 0 ? values.slotLengths[slot] : values.lengths[column])
        if length == 0 {
            // A blocked identifier has a value that is left out, so its field is not blank.
            if step.pointee.blank.count > 0, values.lengths[column] == 0 {
                pen.put(step.pointee.blank)
            }
            return
        }
        pen.put(step.pointee.prefix)
        if step.pointee.form == .string {
            pen.putEscaped(values.starts[column], length)
            pen.putPair(UInt8(ascii: "\""), UInt8(ascii: ","))
        } else {
            typedTrait(&pen, step.pointee, values)
        }
    }

    @inline(never)
    private mutating func typedTrait(_ pen: inout Pen, _ step: TraitStep, _ values: RowValues) {
        switch step.form {
        case .string, .literal: pen.putCopy(values.bytes(step.column))
        case .json:
            JSONGrammar.minify(values.bytes(step.column)) { pen.putCopy($0) }
        case .date:
            date(&pen, column: step.column, values)
            pen.put(UInt8(ascii: "\""))
        }
        pen.put(UInt8(ascii: ","))
    }

    /// A date that was checked, without quotes.
    private mutating func date(_ pen: inout Pen, column: Int, _ values: RowValues) {
        let value = values.bytes(column)
        if case .date(let format?) = columns[column].type, let text = format.iso8601(value) {
            text.withUnsafeBytes { pen.putCopy($0) }
        } else {
            pen.putEscaped(values.starts[column], value.count)
        }
    }

    /// From the end of `traits` to the end of the message.
    mutating func closing(_ pen: inout Pen, _ values: RowValues) {
        pen.put(layout.context)
        if !layout.contextSlots.isEmpty { deviceAndExternalIDs(&pen, values) }
        if layout.analyticsSlot >= 0, values.slotLengths[layout.analyticsSlot] > 0 {
            member(&pen, layout.googleAnalytics, slot: layout.analyticsSlot, values)
            pen.dropComma()
            pen.putPair(UInt8(ascii: "}"), UInt8(ascii: "}"))
            pen.put(UInt8(ascii: ","))
        }
        pen.put(layout.closing)
    }

    /// One platform's IDs stand in `device`, those of two in `externalIds` beside the custom ones
    /// (`identifiers-and-traits` §5).
    private mutating func deviceAndExternalIDs(_ pen: inout Pen, _ values: RowValues) {
        func isFilled(_ slots: [Int]) -> Bool {
            slots.contains { $0 >= 0 && values.slotLengths[$0] > 0 }
        }
        let hasAndroid = isFilled(layout.android)
        let hasIOS = isFilled(layout.ios)
        if hasAndroid != hasIOS {
            pen.put(hasAndroid ? layout.androidDevice : layout.iosDevice)
            let slots = hasAndroid ? layout.android : layout.ios
            for (kind, slot) in slots.enumerated() where slot >= 0 && values.slotLengths[slot] > 0 {
                switch kind {
                case 0: member(&pen, layout.deviceID, slot: slot, values)
                case 1:
                    member(&pen, layout.advertisingID, slot: slot, values)
                    pen.put(layout.trackingEnabled)
                default: member(&pen, layout.token, slot: slot, values)
                }
            }
            pen.dropComma()
            pen.putPair(UInt8(ascii: "}"), UInt8(ascii: ","))
        }
        let opening = pen.at
        pen.put(layout.externalIDs)
        let empty = pen.at
        for slot in layout.contextSlots where values.slotLengths[slot] > 0 {
            if layout.slots[slot].role.isDevice && hasAndroid != hasIOS { continue }
            pen.put(UInt8(ascii: "{"))
            pen.put(layout.deviceID)
            pen.putEscaped(values.starts[layout.slots[slot].column], Int(values.slotLengths[slot]))
            pen.put(layout.externalTail[slot])
        }
        if pen.at == empty {
            pen.at = opening
        } else {
            pen.dropComma()
            pen.putPair(UInt8(ascii: "]"), UInt8(ascii: ","))
        }
    }

    /// `"name":"value",`
    @inline(__always)
    private mutating func member(
        _ pen: inout Pen, _ name: PieceTable.Piece, slot: Int, _ values: RowValues
    ) {
        pen.put(name)
        pen.putEscaped(values.starts[layout.slots[slot].column], Int(values.slotLengths[slot]))
        pen.putPair(UInt8(ascii: "\""), UInt8(ascii: ","))
    }

    /// From the first identifier that is neither blank nor blocked; a row that has none and was let
    /// through gets one from the file and its number.
    private mutating func generatedID(_ pen: inout Pen, row: Int, _ values: RowValues) {
        pen.put(layout.anonymousID)
        let first = layout.slots.indices.first {
            values.slotLengths[$0] > 0 && layout.slots[$0].role != .groupID
        }
        if let first {
            pen.put(layout.generated[first])
            let value = UnsafeRawBufferPointer(
                start: values.starts[layout.slots[first].column],
                count: Int(values.slotLengths[first]))
            GeneratedID.writeDigest(of: value, to: pen.at)
            pen.at += GeneratedID.digestLength
        } else {
            GeneratedID.make(fileDigest: fileDigest, row: row).withUnsafeBytes { pen.putCopy($0) }
        }
        pen.putPair(UInt8(ascii: "\""), UInt8(ascii: ","))
    }
}

internal import IdentifyMessages

/// The fixed parts of a file's messages and where each column goes, worked out once a pass.
///
/// Key order: type, messageId, userId, anonymousId, groupId, timestamp, traits, context (device,
/// externalIds, integrations, library), integrations.
struct MessageLayout: ~Copyable {
    typealias Piece = PieceTable.Piece

    /// What most messages are made of: the row's number behind all that comes before it, the IDs at
    /// the top, then the traits that are strings.
    let strings: MessageSteps
    /// Of those, where the step after the IDs that name a person is, and the first trait.
    let namedEnd, headEnd: Int
    /// The traits that are no plain strings.
    let others: [StringSteps.Other]
    let anonymousID, timestamp: Piece
    /// `"traits":{`
    let traits: Piece
    /// The constants, each with its comma.
    let constants: [Piece]
    let allConstants: Piece
    /// `},"context":{`
    let context: Piece
    let androidDevice, iosDevice, deviceID, advertisingID, trackingEnabled, token: Piece
    let externalIDs, googleAnalytics: Piece
    /// `"library":{…}}` and all after it.
    let closing: Piece
    /// For each slot what follows the value in its external ID, and the prefix of an ID made from
    /// it.
    let externalTail: [Piece]
    let generated: [Piece]

    let slots: [IdentifierSlot]
    let userSlot, anonymousSlot, analyticsSlot: Int
    /// Where a row's number is put for ``strings``.
    let digits, digitCount: Int
    /// Slots that may stand in `externalIds` or `device`, in priority order.
    let contextSlots: [Int]
    /// Slots of each platform by kind of ID, -1 where the file has none.
    let android, ios: [Int]
    let timestampColumn: Int
    let steps: UnsafeMutablePointer<TraitStep>
    /// Where pieces begin.
    let base: UnsafePointer<UInt8>
    /// Bytes of a message beside its values, at most.
    let maxFixedBytes: Int
    /// Traits of a message that is not split, at most.
    let maxTraits: Int
    private let pieces: PieceTable

    init(_ map: ColumnMap, file: Int, options: MessageOptions, usesVectors: Bool) {
        var pieces = PieceTable()
        slots = IdentifierSlot.slots(of: map)
        let opening = pieces.add(
            "{\"type\":\"identify\",\"messageId\":\"rollcall-\(options.runID)-\(file)-")
        let userID = pieces.add("\"userId\":\"")
        anonymousID = pieces.add("\"anonymousId\":\"")
        let groupID = pieces.add("\"groupId\":\"")
        timestamp = pieces.add("\"timestamp\":\"")
        traits = pieces.add("\"traits\":{")
        context = pieces.add("},\"context\":{")
        androidDevice = pieces.add("\"device\":{\"type\":\"android\",")
        iosDevice = pieces.add("\"device\":{\"type\":\"ios\",")
        deviceID = pieces.add("\"id\":\"")
        advertisingID = pieces.add("\"advertisingId\":\"")
        trackingEnabled = pieces.add("\"adTrackingEnabled\":true,")
        token = pieces.add("\"token\":\"")
        externalIDs = pieces.add("\"externalIds\":[")
        googleAnalytics = pieces.add("\"integrations\":{\"Google Analytics\":{\"clientId\":\"")
        closing = pieces.add(Self.closing(options))
        constants = map.constants.map {
            pieces.add(
                EncodedText.string($0.name) + [UInt8(ascii: ":")] + $0.json + [UInt8(ascii: ",")])
        }
        allConstants = pieces.add(
            map.constants.flatMap {
                EncodedText.string($0.name) + [UInt8(ascii: ":")] + $0.json + [UInt8(ascii: ",")]
            })
        externalTail = slots.map {
            pieces.add(
                Array("\",\"type\":".utf8) + EncodedText.string($0.type)
                    + Array(",\"collection\":\"users\",\"encoding\":\"none\"},".utf8))
        }
        generated = slots.map { pieces.add(GeneratedID.prefix(type: $0.type)) }
        let found = slots
        func slot(_ role: IdentifierSlot.Role) -> Int { found.firstIndex { $0.role == role } ?? -1 }
        userSlot = slot(.userID)
        anonymousSlot = slot(.anonymousID)
        let groupSlot = slot(.groupID)
        analyticsSlot = slot(.googleAnalytics)
        android = (0..<3).map { slot(.android($0)) }
        ios = (0..<3).map { slot(.ios($0)) }
        contextSlots = found.indices.filter { found[$0].role == .custom || found[$0].role.isDevice }
        timestampColumn = map.columns.first { $0.meaning == .timestamp }?.index ?? -1

        let columns = map.columns.count
        digits = RowValues.digits(columns: columns)
        digitCount = RowValues.digitCount(columns: columns, slots: slots.count)
        var list = StringSteps(columns: columns)
        list.add(opening, value: digits, length: digitCount)
        if userSlot >= 0 { list.add(userID, slot: userSlot, of: slots) }
        if anonymousSlot >= 0 { list.add(anonymousID, slot: anonymousSlot, of: slots) }
        namedEnd = list.steps.count
        if groupSlot >= 0 { list.add(groupID, slot: groupSlot, of: slots) }
        headEnd = list.steps.count
        let made = TraitStep.steps(of: map, slots: slots, pieces: &pieces)
        others = list.add(made, slots)
        strings = MessageSteps(list.steps, usesVectors: usesVectors)
        steps = .allocate(capacity: max(made.count, 1))
        for (index, step) in made.enumerated() { (steps + index).initialize(to: step) }
        maxTraits = made.count + map.constants.count
        let constantBytes = map.constants.reduce(0) { $0 + $1.name.count * 6 + $1.json.count + 4 }
        let traitBytes = made.reduce(0) { $0 + max($1.prefix.count + 8, $1.blank.count) + 48 }
        let slotBytes = slots.reduce(0) { $0 + $1.type.utf8.count * 12 + 128 }
        maxFixedBytes =
            1024 + options.runID.utf8.count + closing.count + constantBytes + traitBytes + slotBytes
        base = pieces.seal()
        self.pieces = pieces
    }

    deinit { steps.deallocate() }

    /// The steps that there are; the memory behind `steps` is never empty.
    var stepCount: Int { maxTraits - constants.count }

    fileprivate static func closing(_ options: MessageOptions) -> [UInt8] {
        var text = Array("\"library\":{\"name\":\"rollcall\",\"version\":".utf8)
        text += EncodedText.string(options.libraryVersion) + Array("}}".utf8)
        if let names = options.forwarding.names {
            let entries = names.map { EncodedText.string($0.name) + Array(":\($0.isOn)".utf8) }
            text += Array(",\"integrations\":{".utf8)
            text += Array(entries.joined(separator: [UInt8(ascii: ",")])) + [UInt8(ascii: "}")]
        }
        return text + [UInt8(ascii: "}")]
    }
}

extension MessageOptions {
    /// Bytes at the end of every message that depend on nothing else: the library's version and where
    /// messages are forwarded to.
    package var closingByteCount: Int { MessageLayout.closing(self).count }
}

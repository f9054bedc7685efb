internal import RollcallCSV

/// What is looked for in the values of each column although their characters are fine, and what those
/// of the row at hand may be: plain memory, owned by the pass.
struct SuspectColumns {
    /// For each column.
    let wanted: UnsafeMutablePointer<UInt8>
    /// For each column of the row at hand.
    let kinds: UnsafeMutablePointer<UInt8>
    /// For each column its identifier slot, -1 for others.
    let slots: UnsafeMutablePointer<Int32>

    /// - Parameter identifiers: the file's; `nil` where nothing is looked for.
    init(_ map: ColumnMap, slots identifiers: [IdentifierSlot]?) {
        let room = map.columns.count + RowKernel.lanes
        wanted = .allocate(capacity: room)
        wanted.initialize(repeating: 0, count: room)
        kinds = .allocate(capacity: room)
        kinds.initialize(repeating: 0, count: room)
        slots = .allocate(capacity: room)
        slots.initialize(repeating: -1, count: room)
        guard let identifiers else { return }
        for index in map.columns.indices {
            wanted[index] = SuspectKinds([.formula, .card, .socialSecurityNumber]).rawValue
        }
        for (index, slot) in identifiers.enumerated() {
            slots[slot.column] = Int32(truncatingIfNeeded: index)
            var kinds: SuspectKinds = [.digits, .word, .month]
            if slot.role != .groupID { kinds.formUnion(slot.role == .email ? .testAddress : .example) }
            wanted[slot.column] |= kinds.rawValue
        }
    }

    func deallocate() {
        wanted.deallocate()
        kinds.deallocate()
        slots.deallocate()
    }
}

internal import IdentifyMessages

/// Puts together the steps of a message that are plain strings.
struct StringSteps {
    /// A trait that has a form of its own, or says something where it is blank.
    struct Other {
        /// How many steps of plain strings stand before it.
        var position: Int
        /// Index into the trait steps.
        var step: Int
    }

    private let columns: Int
    private(set) var steps: [MessageSteps.Step] = []

    /// - Parameter columns: of the file, behind which the slots have their lengths.
    init(columns: Int) { self.columns = columns }

    mutating func add(_ text: PieceTable.Piece, value: Int, length: Int) {
        steps.append(
            MessageSteps.Step(
                text: text.offset, count: text.count, value: value, length: length))
    }

    mutating func add(_ text: PieceTable.Piece, slot: Int, of slots: [IdentifierSlot]) {
        add(
            text, value: slots[slot].column,
            length: RowValues.slotLength(slot, columns: columns))
    }

    /// Adds the traits that are plain strings.
    ///
    /// - Returns: the others.
    mutating func add(_ traits: [TraitStep], _ slots: [IdentifierSlot]) -> [Other] {
        var others: [Other] = []
        for (index, trait) in traits.enumerated() {
            if trait.form != .string || trait.blank.count > 0 {
                others.append(Other(position: steps.count, step: index))
            } else if trait.slot >= 0 {
                add(trait.prefix, slot: trait.slot, of: slots)
            } else {
                add(trait.prefix, value: trait.column, length: trait.column)
            }
        }
        return others
    }
}

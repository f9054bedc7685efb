internal import IdentityResolution
internal import RollcallCSV

/// What has to be looked at in a column of every row beside its characters. Columns without such a
/// need, plain text traits, have none and cost nothing here.
struct ColumnCheck {
    enum Grammar: UInt8 {
        case text, number, boolean, date, json, timestamp
    }

    struct Needs: OptionSet {
        let rawValue: UInt8

        /// An identifier of a person, for `api`.
        static let person = Needs(rawValue: 1)
        /// An identifier of a person, for the upload pages.
        static let uploadPerson = Needs(rawValue: 2)
        static let email = Needs(rawValue: 4)
        static let required = Needs(rawValue: 8)
        static let nullValues = Needs(rawValue: 16)
        /// An identifier of a certain form: a phone number, or an account ID, which has a length.
        static let form = Needs(rawValue: 32)
    }

    var column: Int
    /// The slot of an identifier, else -1.
    var slot: Int
    /// Index into the configuration's identifiers, else -1.
    var rule: Int
    /// What the identifier's blocked values look like.
    var blocked: BlockedFilter.Rule
    var needs: Needs
    var grammar: Grammar

    /// Whether nothing is asked of the column's values but that they are not blank, not blocked and, of
    /// addresses, small: rows in which that holds for all such columns are gone through at once.
    var isPlain: Bool { slot >= 0 && !needs.contains(.form) }

    func plainIdentifier(_ values: RowValues) -> RowKernel.PlainIdentifier {
        RowKernel.PlainIdentifier(
            column: column, isAddress: needs.contains(.email), blockedLengths: blocked.lengths,
            blockedFirsts: blocked.firsts, length: values.slotLengths + slot)
    }

    /// The checks that the columns of a map need, in column order.
    static func checks(
        of map: ColumnMap, slots: [IdentifierSlot], _ filter: borrowing BlockedFilter
    ) -> [ColumnCheck] {
        var checks: [ColumnCheck] = []
        for column in map.columns {
            let slot = slots.firstIndex { $0.column == column.index }
            let rule = slot.map { slots[$0].rule } ?? -1
            var check = ColumnCheck(
                column: column.index, slot: slot ?? -1, rule: rule, blocked: filter.rule(rule),
                needs: [], grammar: .text)
            if let slot, slots[slot].role != .groupID { check.needs.formUnion(.person) }
            if let slot, slots[slot].role == .email { check.needs.formUnion(.email) }
            if let slot, slots[slot].role == .groupID || PhoneForm.isPhone(type: slots[slot].type) {
                check.needs.formUnion(.form)
            }
            if column.isRequired, column.meaning != .ignore { check.needs.formUnion(.required) }
            if !column.nullValues.isEmpty { check.needs.formUnion(.nullValues) }
            if case .identifier(let rule) = column.uploadMeaning, !map.isGroup(rule: rule) {
                check.needs.formUnion(.uploadPerson)
            }
            if case .trait = column.meaning { check.grammar = Grammar(column.type) }
            if column.meaning == .timestamp { check.grammar = .timestamp }
            if slot != nil || !check.needs.isEmpty || check.grammar != .text {
                checks.append(check)
            }
        }
        return checks
    }
}

extension ColumnCheck.Grammar {
    init(_ type: ValueType) {
        self =
            switch type {
            case .string: .text
            case .number: .number
            case .boolean: .boolean
            case .date: .date
            case .json: .json
            }
    }
}

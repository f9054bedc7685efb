internal import IdentityResolution

/// What has to be looked at in a column of every row beside its characters. Columns without such a
/// need, plain text traits, have none and cost nothing here.
struct ColumnCheck {
    enum Grammar: UInt8 {
        case text, number, boolean, date, json, timestamp
    }

    var column: Int
    /// The slot of an identifier, else -1.
    var slot: Int
    /// Index into the configuration's identifiers, else -1.
    var rule: Int
    var isPerson: Bool
    var isUploadPerson: Bool
    var isEmail: Bool
    var isRequired: Bool
    var hasNullValues: Bool
    var grammar: Grammar

    /// The checks that the columns of a map need, in column order.
    static func checks(of map: ColumnMap, slots: [IdentifierSlot]) -> [ColumnCheck] {
        map.columns.compactMap { column in
            let slot = slots.firstIndex { $0.column == column.index }
            var check = ColumnCheck(
                column: column.index, slot: slot ?? -1, rule: slot.map { slots[$0].rule } ?? -1,
                isPerson: slot.map { slots[$0].role != .groupID } ?? false, isUploadPerson: false,
                isEmail: slot.map { slots[$0].role == .email } ?? false,
                isRequired: column.isRequired && column.meaning != .ignore,
                hasNullValues: !column.nullValues.isEmpty, grammar: .text)
            if case .identifier(let rule) = column.uploadMeaning {
                check.isUploadPerson = !map.isGroup(rule: rule)
            }
            if case .trait = column.meaning { check.grammar = Grammar(column.type) }
            if column.meaning == .timestamp { check.grammar = .timestamp }
            return check.isNeeded ? check : nil
        }
    }

    private var isNeeded: Bool {
        slot >= 0 || isUploadPerson || isRequired || hasNullValues || grammar != .text
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

/// How one column becomes a trait; the steps of a map stand in column order.
struct TraitStep {
    enum Form: UInt8 {
        /// The value between quotes, escaped.
        case string
        /// The value as it is: a number or boolean that was checked.
        case literal
        /// A JSON value that was checked, white space left out.
        case json
        /// A date of the column's own format, rewritten.
        case date
    }

    var column: Int
    /// The slot of an identifier that is also a trait, else -1.
    var slot: Int
    var form: Form
    /// `"name":"`, or `"name":` where the form brings its own quotes or needs none.
    var prefix: PieceTable.Piece
    /// `"name":null,` or `"name":"",`; empty where a blank field is left out.
    var blank: PieceTable.Piece

    /// The steps of a map, their pieces put into `pieces`.
    static func steps(
        of map: ColumnMap, slots: [IdentifierSlot], pieces: inout PieceTable
    ) -> [TraitStep] {
        var steps: [TraitStep] = []
        for column in map.columns {
            let slot = slots.firstIndex { $0.column == column.index }
            let name: [UInt8]
            switch column.meaning {
            case .trait(let trait): name = trait
            case .identifier:
                guard let slot, slots[slot].role.isTrait else { continue }
                name = Array(slots[slot].type.utf8)
            case .timestamp, .ignore: continue
            }
            let form: Form = slot != nil ? .string : Form(column.type)
            let key = EncodedText.string(name) + [UInt8(ascii: ":")]
            let blank: [UInt8] =
                switch column.blank {
                case .omit: []
                case .null: key + Array("null,".utf8)
                case .empty: key + Array("\"\",".utf8)
                }
            let quote = form == .string || form == .date ? [UInt8(ascii: "\"")] : []
            steps.append(
                TraitStep(
                    column: column.index, slot: slot ?? -1, form: form,
                    prefix: pieces.add(key + quote), blank: pieces.add(blank)))
        }
        return steps
    }
}

extension TraitStep.Form {
    init(_ type: ValueType) {
        self =
            switch type {
            case .string, .date(nil): .string
            case .number, .boolean: .literal
            case .date: .date
            case .json: .json
            }
    }
}

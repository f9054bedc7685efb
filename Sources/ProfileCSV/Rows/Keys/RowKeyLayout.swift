internal import IdentityResolution

/// Which columns of a file tell its people apart, in priority order: what the keys of rows are made of.
package struct RowKeyLayout: Sendable {
    package struct Column: Sendable {
        /// 0-based.
        package var column: Int
        package var header: String
        /// The identifier's type.
        package var type: String
        /// Most values of this type that one profile may hold.
        package var limit: Int
        /// Whether a shared value makes one person of rows; `group_id` does not (design §4).
        package var connects: Bool
    }

    /// Columns beyond these have no keys: a hash has six bits for its column.
    package static let maxColumns = 62

    package var columns: [Column] = []

    /// One column an identifier type, as `api` reads the file. Of two columns on one type, which the
    /// header rules refuse, the first one counts.
    package init(_ map: ColumnMap) {
        var rules: Set<Int> = []
        for slot in IdentifierSlot.slots(of: map) where columns.count < Self.maxColumns {
            guard rules.insert(slot.rule).inserted else { continue }
            columns.append(
                Column(
                    column: slot.column,
                    header: ShownName.text(map.columns[slot.column].header),
                    type: slot.type, limit: map.identifiers[slot.rule].limit,
                    connects: slot.role != .groupID))
        }
    }
}

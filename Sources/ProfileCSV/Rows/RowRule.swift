/// A rule that a server adds to those of the design, with codes of its own in the same report.
///
/// ```swift
/// struct NoTestPeople: RowRule {
///     func check(_ row: borrowing RowView, _ report: (Problem) -> Void) {
///         guard let mail = row.text(1), mail.utf8.starts(with: "test@".utf8) else { return }
///         report(Problem(ProblemCode(rawValue: "test_mail"), severity: .error, targets: .api))
///     }
/// }
/// ```
///
/// A problem needs neither file, row nor line: the pass fills in what is missing, the byte and
/// header of `place.column` included. An error for `api` makes the row a rejected one. Rules see
/// every row that has as many fields as the header; they cost what they do themselves, rows without
/// own rules nothing.
public protocol RowRule: Sendable {
    func check(_ row: borrowing RowView, _ report: (Problem) -> Void)
}

/// One row, lent to a rule. What it hands out are copies.
public struct RowView: ~Copyable {
    /// 1-based, data rows after the header.
    public let number: Int
    /// The columns as the pass reads them; as many as the row has values.
    public let columns: [ColumnMap.Column]
    private let values: [[UInt8]]

    init(number: Int, columns: [ColumnMap.Column], values: [[UInt8]]) {
        self.number = number
        self.columns = columns
        self.values = values
    }

    /// The value of a 0-based column, quotes undone, nothing else changed; empty beyond the last
    /// one.
    public func bytes(_ column: Int) -> [UInt8] {
        values.indices.contains(column) ? values[column] : []
    }

    /// The value as text; `nil` where it is blank (nothing, or only spaces and tabs).
    public func text(_ column: Int) -> String? {
        let value = bytes(column)
        return value.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            ? nil : String(decoding: value, as: UTF8.self)
    }
}

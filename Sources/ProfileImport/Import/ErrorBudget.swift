/// How many rows with errors an import takes: `--max-errors N` or `N%` (design §5).
public enum ErrorBudget: Sendable, Hashable {
    case rows(Int)
    /// Per cent of the rows read, 0 to 100.
    case percent(Double)

    /// Reads `N` or `N%`.
    ///
    /// - Returns: `nil` unless `text` is a whole number from 0 up, or a number from 0 to 100 with
    ///   `%`.
    public init?(_ text: String) {
        if text.hasSuffix("%") {
            let digits = text.dropLast()
            guard digits.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }),
                let percent = Double(digits), (0...100).contains(percent)
            else { return nil }
            self = .percent(percent)
        } else {
            guard text.utf8.allSatisfy({ (48...57).contains($0) }), let rows = Int(text) else {
                return nil
            }
            self = .rows(rows)
        }
    }

    /// Whether `rejected` rows of `read` are within the budget.
    public func allows(rejected: Int, of read: Int) -> Bool {
        switch self {
        case .rows(let most): rejected <= most
        case .percent(let most): Double(rejected) * 100 <= most * Double(read)
        }
    }
}

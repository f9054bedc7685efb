/// A finding that only the whole column confirms: withheld until all rows have been seen.
package struct ColumnDoubt: Sendable {
    /// What is doubted.
    package enum Sign: Hashable, Sendable {
        /// 16 digits or more, zeros from the 16th on.
        case rounded
        /// So many digits and nothing else, the first one no zero.
        case digits(Int)
        /// A payment card by its form and check digit.
        case card
    }

    /// Examples of one sign and column, but for cards, which share the examples of a code.
    static let maxExamples = 16

    /// 0-based.
    package var column: Int
    package var sign: Sign
    /// What it is if the column confirms it; one a severity.
    package var problems: [Problem]

    struct Key: Hashable {
        var column: Int
        var sign: Sign
    }

    var key: Key { Key(column: column, sign: sign) }
}

/// Counts of one column that decide about what was withheld; exact, and the same for any workers.
struct DoubtCounts: Sendable, Hashable {
    /// Longest value of digits that is counted; spreadsheets write longer ones with an exponent.
    static let maxDigits = 24

    /// Values of digits only, by their length.
    var digits = [Int](repeating: 0, count: maxDigits + 1)
    /// Those of them that begin with a zero.
    var padded = [Int](repeating: 0, count: maxDigits + 1)
    var rounded = 0
    /// Values of the form of a card, and those whose check digit is right.
    var cardShaped = 0
    var cards = 0

    mutating func merge(_ other: DoubtCounts) {
        for length in digits.indices {
            digits[length] += other.digits[length]
            padded[length] += other.padded[length]
        }
        rounded += other.rounded
        cardShaped += other.cardShaped
        cards += other.cards
    }

    /// Of long numbers one in ten ends in a zero, one in a hundred in two: what was rounded must stand
    /// out from that.
    var areRounded: Bool {
        var chance = 0.0
        var part = 1.0
        for length in 16...Self.maxDigits {
            part /= 10
            chance += Double(digits[length]) * part
        }
        return Double(rounded) > 2 * chance
    }

    /// Of numbers that only look like cards one in ten has the right check digit.
    var areCards: Bool { cards * 5 > cardShaped }

    /// The length that values of the column have by its pattern, where leading zeros show that it is
    /// one: nearly all are digits, most are of one length, none is longer, and some begin with zeros.
    ///
    /// - Parameter filled: values of the column.
    func paddedLength(filled: Int) -> Int? {
        let total = digits.reduce(0, +)
        guard let length = digits.indices.max(by: { digits[$0] < digits[$1] }), length >= 3,
            padded[length] > 0, total * 10 >= filled * 9, digits[length] * 5 >= total * 4,
            digits[(length + 1)...].allSatisfy({ $0 == 0 })
        else { return nil }
        return length
    }

    /// Values that are too short for the pattern and do not begin with a zero.
    func stripped(below length: Int) -> Int {
        (1..<length).reduce(0) { $0 + digits[$1] - padded[$1] }
    }
}

extension RowStatistics {
    /// What of the withheld findings holds, now that all rows of the file are known: counts, and the
    /// examples in the order in which they are handed in.
    ///
    /// - Parameter doubts: of all passes of the file, in file order.
    /// - Complexity: O(columns + doubts).
    package func confirmed(
        _ doubts: [ColumnDoubt], _ map: ColumnMap, _ catalogue: ProblemCatalogue
    ) -> ChunkOutcome {
        var outcome = ChunkOutcome()
        var shortened: [Int: Int] = [:]
        func count(_ code: ProblemCode, _ count: Int, _ targets: TargetSet) {
            guard count > 0 else { return }
            let verdicts = catalogue.verdicts(for: code).compactMap { verdict in
                let concerned = verdict.targets.intersection(targets)
                return concerned.isEmpty
                    ? nil : ProblemCatalogue.Verdict(verdict.severity, concerned)
            }
            outcome.counts.add(ProblemCount(code: code, verdicts: verdicts, count: count))
        }
        for (column, counts) in self.doubts.sorted(by: { $0.key < $1.key }) {
            if counts.areCards { count(.regulatedData, counts.cards, map.targetsOfText(column)) }
            let targets = map.targetsOfIdentifier(column)
            if counts.areRounded { count(.damagedIdentifier, counts.rounded, targets) }
            if let length = counts.paddedLength(filled: tallies[column].filled) {
                shortened[column] = length
                count(.damagedIdentifier, counts.stripped(below: length), targets)
            }
        }
        // As many as one pass would have kept, so that the passes do not show.
        var kept: [ColumnDoubt.Key: Int] = [:]
        for doubt in doubts {
            guard let counts = self.doubts[doubt.column] else { continue }
            let isConfirmed =
                switch doubt.sign {
                case .rounded: counts.areRounded
                case .card: counts.areCards
                case .digits(let length): shortened[doubt.column].map { length < $0 } ?? false
                }
            kept[doubt.key, default: 0] += 1
            let isWanted = doubt.sign == .card || kept[doubt.key, default: 0] <= ColumnDoubt.maxExamples
            if isConfirmed, isWanted { outcome.examples += doubt.problems }
        }
        return outcome
    }
}

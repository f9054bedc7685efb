/// Counts of the chunk at hand that decide about withheld findings: plain memory, owned by the pass.
struct DoubtNotes {
    /// Entries of a slot: values of digits by length, those that begin with a zero, rounded ones.
    private static let perSlot = 64
    private static let paddedAt = DoubtCounts.maxDigits + 1
    private static let roundedAt = 2 * (DoubtCounts.maxDigits + 1)

    private let columns: Int
    private let slots: Int
    private let digits: UnsafeMutablePointer<UInt32>
    /// For each column values of the form of a card, and those that are one.
    private let cards: UnsafeMutablePointer<UInt32>
    /// Examples so far, of all chunks: for each slot by length, rounded ones last.
    private let kept: UnsafeMutablePointer<UInt8>

    init(columns: Int, slots: Int) {
        self.columns = columns
        self.slots = slots
        digits = .allocate(capacity: slots * Self.perSlot + 1)
        digits.initialize(repeating: 0, count: slots * Self.perSlot + 1)
        cards = .allocate(capacity: columns * 2 + 1)
        cards.initialize(repeating: 0, count: columns * 2 + 1)
        kept = .allocate(capacity: slots * 32 + 1)
        kept.initialize(repeating: 0, count: slots * 32 + 1)
    }

    func deallocate() {
        digits.deallocate()
        cards.deallocate()
        kept.deallocate()
    }

    /// Counts an identifier of digits only.
    ///
    /// - Returns: whether an example of its length is wanted.
    @inline(__always)
    func addDigits(slot: Int, count: Int, isPadded: Bool) -> Bool {
        let of = digits + slot &* Self.perSlot
        of[count] &+= 1
        if isPadded {
            of[Self.paddedAt &+ count] &+= 1
            return false
        }
        return isWanted(slot, count)
    }

    /// Counts a rounded one.
    ///
    /// - Returns: whether an example is wanted.
    func addRounded(slot: Int) -> Bool {
        digits[slot * Self.perSlot + Self.roundedAt] &+= 1
        return isWanted(slot, 31)
    }

    func addCard(column: Int, isValid: Bool) {
        cards[column * 2] &+= 1
        if isValid { cards[column * 2 + 1] &+= 1 }
    }

    @inline(__always)
    private func isWanted(_ slot: Int, _ kind: Int) -> Bool {
        let at = kept + (slot &* 32 &+ kind)
        guard at.pointee < ColumnDoubt.maxExamples else { return false }
        at.pointee &+= 1
        return true
    }

    /// Moves the counts of the chunk into those of the file.
    ///
    /// - Parameter slotColumns: the column of each slot.
    func take(into doubts: inout [Int: DoubtCounts], _ slotColumns: [Int]) {
        for (slot, column) in slotColumns.enumerated() where slot < slots {
            let of = digits + slot * Self.perSlot
            var counts = DoubtCounts()
            for length in 0...DoubtCounts.maxDigits {
                counts.digits[length] = Int(of[length])
                counts.padded[length] = Int(of[Self.paddedAt + length])
            }
            counts.rounded = Int(of[Self.roundedAt])
            guard counts != DoubtCounts() else { continue }
            of.update(repeating: 0, count: Self.perSlot)
            doubts[column, default: DoubtCounts()].merge(counts)
        }
        for column in 0..<columns where cards[column * 2] > 0 {
            var counts = DoubtCounts()
            counts.cardShaped = Int(cards[column * 2])
            counts.cards = Int(cards[column * 2 + 1])
            cards[column * 2] = 0
            cards[column * 2 + 1] = 0
            doubts[column, default: DoubtCounts()].merge(counts)
        }
    }
}

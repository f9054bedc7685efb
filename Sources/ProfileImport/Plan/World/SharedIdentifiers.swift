/// The identifiers of a part that more than one row, or a profile, may hold: each a number. Values are
/// compared byte for byte.
struct SharedIdentifiers {
    struct Entry {
        var hash: UInt64
        var rule: Int
        /// Where its value lies in the part.
        var value: Range<Int>
    }

    private(set) var entries: [Entry] = []
    private let bytes: UnsafePointer<UInt8>
    /// Open addressing by hash: numbers, -1 is free. At most half of the places are taken.
    private var places = [Int32](repeating: -1, count: 1_024)

    /// - Parameter bytes: the part, which outlives this.
    init(_ bytes: UnsafePointer<UInt8>) { self.bytes = bytes }

    var count: Int { entries.count }

    private func isSame(_ entry: Entry, _ hash: UInt64, _ rule: Int, _ value: UnsafeBufferPointer<UInt8>) -> Bool {
        entry.hash == hash && entry.rule == rule && entry.value.count == value.count
            && UnsafeBufferPointer(start: bytes + entry.value.lowerBound, count: value.count)
                .elementsEqual(value)
    }

    /// The number of an identifier; `nil` where no row of the part has it.
    func find(_ hash: UInt64, rule: Int, _ value: UnsafeBufferPointer<UInt8>) -> Int? {
        var place = Int(truncatingIfNeeded: hash) & (places.count &- 1)
        while case let number = places[place], number >= 0 {
            if isSame(entries[Int(number)], hash, rule, value) { return Int(number) }
            place = (place &+ 1) & (places.count &- 1)
        }
        return nil
    }

    func find(_ identifier: PlanRecord.Identifier) -> Int? {
        find(
            identifier.hash, rule: identifier.rule,
            UnsafeBufferPointer(
                start: bytes + identifier.value.lowerBound, count: identifier.value.count))
    }

    mutating func add(_ identifier: PlanRecord.Identifier) {
        guard find(identifier) == nil else { return }
        if entries.count &* 2 >= places.count { grow() }
        take(identifier.hash, Int32(truncatingIfNeeded: entries.count))
        entries.append(
            Entry(hash: identifier.hash, rule: identifier.rule, value: identifier.value))
    }

    private mutating func take(_ hash: UInt64, _ number: Int32) {
        var place = Int(truncatingIfNeeded: hash) & (places.count &- 1)
        while places[place] >= 0 { place = (place &+ 1) & (places.count &- 1) }
        places[place] = number
    }

    private mutating func grow() {
        places = [Int32](repeating: -1, count: places.count * 4)
        for (number, entry) in entries.enumerated() {
            take(entry.hash, Int32(truncatingIfNeeded: number))
        }
    }
}

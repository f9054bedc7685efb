/// The distinct identifiers of a batch, each with a number and the profile that holds it.
struct BatchIdentifiers {
    struct Entry {
        var hash: UInt64
        var rule: Int32
        var isBlocked: Bool
        /// Whether the store was asked which profile holds it.
        var isLookedUp: Bool
        /// −1: none.
        var profile: Int
        /// Lives as long as the batch.
        var value: Bytes
    }

    private(set) var entries: [Entry] = []
    /// Open addressing by hash. A power of two of places, at most half of them taken.
    private var places = [Place](repeating: Place(), count: 1_024)

    private struct Place {
        /// −1: free.
        var number: Int32 = -1
        /// Upper half of the hash: tells most strangers apart without a look at the entry.
        var tag: UInt32 = 0
    }

    subscript(number: Int) -> Entry {
        get { entries[number] }
        set { entries[number] = newValue }
    }

    var count: Int { entries.count }

    mutating func setProfile(_ profile: Int, of number: Int) { entries[number].profile = profile }

    mutating func markLookedUp(_ number: Int) { entries[number].isLookedUp = true }

    func find(rule: Int32, hash: UInt64, value: Bytes) -> Int? {
        let tag = UInt32(truncatingIfNeeded: hash &>> 32)
        var place = Int(truncatingIfNeeded: hash) & (places.count &- 1)
        while true {
            let found = places[place]
            if found.number < 0 { return nil }
            if found.tag == tag {
                let entry = entries[Int(found.number)]
                if entry.hash == hash, entry.rule == rule, areEqual(entry.value, value) {
                    return Int(found.number)
                }
            }
            place = (place &+ 1) & (places.count &- 1)
        }
    }

    /// - Parameters:
    ///   - value: lives as long as the batch.
    ///   - isBlocked: asked only for a value that is new here.
    mutating func intern(
        rule: Int32, hash: UInt64, value: Bytes, isBlocked: () -> Bool
    ) -> Int {
        if let known = find(rule: rule, hash: hash, value: value) { return known }
        if entries.count &* 2 >= places.count { grow() }
        entries.append(
            Entry(
                hash: hash, rule: rule, isBlocked: isBlocked(), isLookedUp: false, profile: -1,
                value: value))
        take(hash, Int32(entries.count &- 1))
        return entries.count &- 1
    }

    private mutating func take(_ hash: UInt64, _ number: Int32) {
        var place = Int(truncatingIfNeeded: hash) & (places.count &- 1)
        while places[place].number >= 0 { place = (place &+ 1) & (places.count &- 1) }
        places[place] = Place(number: number, tag: UInt32(truncatingIfNeeded: hash &>> 32))
    }

    private mutating func grow() {
        places = [Place](repeating: Place(), count: places.count * 4)
        for (number, entry) in entries.enumerated() { take(entry.hash, Int32(number)) }
    }

    mutating func empty() {
        entries.removeAll(keepingCapacity: true)
        for place in places.indices { places[place] = Place() }
    }
}

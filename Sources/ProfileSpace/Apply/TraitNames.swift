/// The trait names of a batch by number. Names come in the same order message after message, so the
/// name that followed last time is tried first.
struct TraitNames {
    /// As they stand in JSON between the quotes, in canonical form.
    private(set) var names: [Bytes] = []
    private var numbers: [Key: Int32] = [:]
    /// For each name, the one that came after it.
    private var following: [Int32] = []
    private var previous: Int32 = -1
    private var opening: Int32 = -1

    private struct Key: Hashable {
        var bytes: Bytes

        static func == (one: Key, other: Key) -> Bool { areEqual(one.bytes, other.bytes) }
        func hash(into hasher: inout Hasher) { hasher.combine(bytes: bytes) }
    }

    /// A new list of names begins.
    mutating func begin() { previous = -1 }

    /// - Parameter name: lives as long as the batch.
    mutating func number(of name: Bytes) -> Int32 {
        let guess = previous < 0 ? opening : following[Int(previous)]
        if guess >= 0, areEqual(names[Int(guess)], name) {
            previous = guess
            return guess
        }
        let number: Int32
        if let known = numbers[Key(bytes: name)] {
            number = known
        } else {
            number = Int32(names.count)
            names.append(name)
            following.append(-1)
            numbers[Key(bytes: name)] = number
        }
        if previous < 0 { opening = number } else { following[Int(previous)] = number }
        previous = number
        return number
    }

    mutating func empty() { self = TraitNames() }
}

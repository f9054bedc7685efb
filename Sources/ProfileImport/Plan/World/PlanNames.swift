/// Names of traits by number. They come in the same order profile after profile and row after row, so
/// the name that followed last time is tried first.
struct PlanNames {
    private var names: [[UInt8]] = []
    private var numbers: [[UInt8]: Int32] = [:]
    /// For each name the one that came after it.
    private var following: [Int32] = []
    private var previous = 0

    subscript(number: Int32) -> [UInt8] { names[Int(number)] }

    mutating func number(of name: UnsafeBufferPointer<UInt8>) -> Int32 {
        if previous < following.count {
            let guess = following[previous]
            if guess >= 0, isSame(names[Int(guess)], name) {
                previous = Int(guess)
                return guess
            }
        }
        let key = [UInt8](name)
        let number: Int32
        if let known = numbers[key] {
            number = known
        } else {
            number = Int32(truncatingIfNeeded: names.count)
            names.append(key)
            following.append(-1)
            numbers[key] = number
        }
        following[previous] = number
        previous = Int(number)
        return number
    }

    private func isSame(_ one: [UInt8], _ other: UnsafeBufferPointer<UInt8>) -> Bool {
        one.count == other.count && one.elementsEqual(other)
    }
}

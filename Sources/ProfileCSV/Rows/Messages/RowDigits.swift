/// A row's number in decimal. Rows come one after another, so the text is counted up instead of
/// divided out.
struct RowDigits: ~Copyable {
    /// Bytes that can be read from `text` whatever the number: a value's, and 64 after it.
    static let capacity = 128

    /// The digits from the left, then bytes without meaning.
    let text: UnsafeMutablePointer<UInt8>
    private(set) var count = 1
    private var number = 0

    init() {
        text = .allocate(capacity: Self.capacity)
        text.initialize(repeating: UInt8(ascii: "0"), count: Self.capacity)
    }

    deinit { text.deallocate() }

    /// - Parameter row: not negative.
    @inline(__always)
    mutating func set(_ row: Int) {
        if row == number { return }
        if row == number &+ 1 { countUp() } else { write(row) }
        number = row
    }

    @inline(__always)
    private mutating func countUp() {
        var place = count &- 1
        while place >= 0, text[place] == UInt8(ascii: "9") {
            text[place] = UInt8(ascii: "0")
            place &-= 1
        }
        if place >= 0 {
            text[place] &+= 1
        } else {
            write(number &+ 1)
        }
    }

    private mutating func write(_ row: Int) {
        count = 0
        for digit in String(row).utf8.prefix(Self.capacity - 64) {
            text[count] = digit
            count += 1
        }
    }
}

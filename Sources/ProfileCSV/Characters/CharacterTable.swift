/// A small number for every code point, built from sets of ICU's so that no character costs a call.
///
/// Be advised: 4,352 blocks of 256 code points. A block whose numbers are all equal is shared; the
/// others are few, because scripts lie together.
final class CharacterTable: Sendable {
    static let blockSize: UInt32 = 256
    private static let blockCount = 0x110000 / 256

    /// For each block where its numbers begin in `numbers`.
    // Both are written by `init` only, so any number of threads may read them.
    private nonisolated(unsafe) let starts: UnsafePointer<UInt32>
    private nonisolated(unsafe) let numbers: UnsafePointer<UInt8>

    /// - Parameter classes: sets and their numbers, 1 to 255; a later set wins. All else is 0.
    init(_ classes: [(set: UnicodeSet, number: UInt8)]) {
        var numbers: [UInt8] = []
        var starts = [UInt32](repeating: 0, count: Self.blockCount)
        var uniform: [UInt8: UInt32] = [:]
        func uniformBlock(_ number: UInt8) -> UInt32 {
            if let start = uniform[number] { return start }
            let start = UInt32(numbers.count)
            numbers += [UInt8](repeating: number, count: Int(Self.blockSize))
            uniform[number] = start
            return start
        }
        _ = uniformBlock(0)
        for (set, number) in classes {
            for range in set.ranges {
                let blocks = range.lowerBound / Self.blockSize...range.upperBound / Self.blockSize
                for block in blocks {
                    let first = block * Self.blockSize
                    let part = range.clamped(to: first...first + Self.blockSize - 1)
                    if part.count == Int(Self.blockSize) {
                        starts[Int(block)] = uniformBlock(number)
                        continue
                    }
                    if uniform.values.contains(starts[Int(block)]) {
                        let shared = Int(starts[Int(block)])
                        starts[Int(block)] = UInt32(numbers.count)
                        numbers += numbers[shared..<shared + Int(Self.blockSize)]
                    }
                    let start = Int(starts[Int(block)] + part.lowerBound - first)
                    for place in start..<start + part.count { numbers[place] = number }
                }
            }
        }
        self.starts = Self.copy(starts)
        self.numbers = Self.copy(numbers)
    }

    deinit {
        starts.deallocate()
        numbers.deallocate()
    }

    /// The numbers of U+0000 to U+00FF.
    @inline(__always)
    var firstBlock: UnsafePointer<UInt8> { numbers + Int(starts[0]) }

    /// The number of a code point; of anything above 0x10FFFF that of U+0000.
    @inline(__always)
    subscript(codePoint: UInt32) -> UInt8 {
        let codePoint = codePoint < 0x110000 ? codePoint : 0
        return numbers[Int(starts[Int(codePoint >> 8)] &+ (codePoint & 0xFF))]
    }

    private static func copy<Element>(_ elements: [Element]) -> UnsafePointer<Element> {
        let copy = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
        copy.initialize(from: elements, count: elements.count)
        return UnsafePointer(copy)
    }
}

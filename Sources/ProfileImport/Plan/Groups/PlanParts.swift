/// How groups are shared out over parts that are replayed one after the other: each part has groups
/// whose first rows are neighbours, and about as much of them as memory has room for. A group is never
/// divided, however large.
struct PlanParts: Sendable {
    /// Bytes that a row takes in a replay, about: alone, and where a profile is known.
    private static let rowBytes = 600
    private static let knownRowBytes = 4_000
    private static let maxSliceBits = 16

    private let partOfSlice: [Int32]
    private let sliceShift: Int
    let count: Int

    /// - Parameters:
    ///   - only: groups that alone are wanted; `nil`: all.
    ///   - maxBytes: what a part should not exceed.
    init(_ groups: RowGroups, only: Set<Int>?, maxBytes: Int) {
        let shift = max(0, Int.bitWidth - groups.count.leadingZeroBitCount - Self.maxSliceBits)
        var bytes = [Int](repeating: 0, count: (groups.count >> shift) + 1)
        for row in 0..<groups.count where groups.marks[row] & RowGroups.Mark.isWanted != 0 {
            let group = groups.settledFirst(row)
            if let only, !only.contains(group) { continue }
            let isKnown = groups.marks[group] & RowGroups.Mark.isKnown != 0
            bytes[group >> shift] += isKnown ? Self.knownRowBytes : Self.rowBytes
        }
        var parts: [Int32] = []
        var part: Int32 = 0
        var filled = 0
        for slice in bytes {
            if filled > 0, filled + slice > maxBytes {
                part += 1
                filled = 0
            }
            parts.append(part)
            filled += slice
        }
        partOfSlice = parts
        sliceShift = shift
        count = Int(part) + 1
    }

    func part(ofGroup group: Int) -> Int { Int(partOfSlice[group >> sliceShift]) }
}

import Testing

@testable import ProfileSpace

/// Rows come out as a plain sort would have them, whatever their keys are like.
struct SpreadSortTests {
    private func check(_ rows: [LookupTable.Row]) {
        #expect(SpreadSort.sorted(rows).map(\.hash) == rows.sorted().map(\.hash))
        #expect(SpreadSort.sorted(rows).map(\.profile) == rows.sorted().map(\.profile))
    }

    @Test(arguments: [0, 1, 4_095, 4_096, 4_097, 70_000])
    func asAPlainSort(_ count: Int) {
        var state: UInt64 = 88_172_645_463_325_252
        func next() -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(truncatingIfNeeded: state)
        }
        check((0..<count).map { .init(hash: next(), profile: $0) })
        // Hashes that are no hashes: all alike, few, close together, at the ends of their range.
        check((0..<count).map { .init(hash: 7, profile: count - $0) })
        check((0..<count).map { _ in .init(hash: next() % 3, profile: next()) })
        check((0..<count).map { .init(hash: $0 &* 5 - count, profile: 1) })
        check((0..<count).map { .init(hash: $0 % 2 == 0 ? .min : .max, profile: $0) })
    }
}

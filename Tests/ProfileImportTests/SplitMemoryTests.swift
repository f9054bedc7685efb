import ProfileCSV
import Testing

@testable import ProfileImport

/// What a split keeps on disk is what it would have kept in memory.
@Suite struct SplitMemoryTests {
    /// The same numbers for the same seed.
    private struct Random {
        var state: UInt64

        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
    }

    @Test func numbersComeBackFromTheFile() throws {
        let folder = try TemporaryFolder()
        let paged = PagedNumbers(memory: 0, folder: folder.path)
        var plain: [UInt32] = []
        var random = Random(state: 1)
        // Three times as many as its sixteen pages hold.
        for _ in 0..<(PagedNumbers.pageNumbers * 48 + 5) {
            let number = UInt32(random.next(1 << 31))
            try paged.append(number)
            plain.append(number)
        }
        for _ in 0..<60_000 {
            let (place, other) = (random.next(plain.count), random.next(plain.count))
            plain[place] = UInt32(other)
            try paged.set(UInt32(other), at: place)
            let found = try paged.number(other)
            if found != plain[other] {
                Issue.record("\(found) instead of \(plain[other]) at \(other)")
            }
        }
        var wrong = 0
        for index in plain.indices where try paged.number(index) != plain[index] { wrong += 1 }
        #expect(wrong == 0 && paged.count == plain.count)
        #expect(try folder.names() == [])
    }

    @Test func groupsAreExactWhateverTheMemory() throws {
        let folder = try TemporaryFolder()
        let rows = PagedNumbers.pageNumbers * 40
        let groups = PersonGroups(memory: 0, folder: folder.path)
        var plain = Array(0..<rows)
        for _ in 0..<rows { try groups.append() }
        func first(_ row: Int) -> Int {
            var row = row
            while plain[row] != row { row = plain[row] }
            return row
        }
        var random = Random(state: 2)
        for _ in 0..<20_000 {
            let (one, other) = (random.next(rows), random.next(rows))
            try groups.join(one, other)
            let (low, high) = (min(first(one), first(other)), max(first(one), first(other)))
            plain[high] = low
        }
        var sizes: [Int: Int] = [:]
        for row in 0..<rows {
            sizes[first(row), default: 0] += 1
            if try groups.first(of: row) != first(row) { Issue.record("row \(row)") }
        }
        for row in 0..<rows where try groups.rowCount(ofPersonAt: row) != sizes[row] {
            Issue.record("row \(row) has \(sizes[row] ?? 0) rows")
        }
    }

    /// Little memory: pairs go to the file, and what is compared at a time is cut further.
    @Test(arguments: [0, 1 << 30])
    func everyRepeatIsFound(memory: Int) throws {
        let folder = try TemporaryFolder()
        var keyed = KeyedRows(memory: memory, folder: folder.path)
        var firstOf: [UInt64: Int] = [:]
        var expected: Set<[Int]> = []
        var random = Random(state: 3)
        for row in 0..<60_000 {
            let key = KeyedRows.key(UInt64(random.next(40_000)) << 24 | 1 << 22, 2)
            try keyed.append(key, row: UInt32(row))
            if let first = firstOf[key] {
                expected.insert([first, row])
            } else {
                firstOf[key] = row
            }
        }
        var found: Set<[Int]> = []
        try keyed.forEachRepeat(memory: memory == 0 ? 1_000 : memory) {
            found.insert([Int($0), Int($1)])
        }
        #expect(found == expected && !expected.isEmpty)
    }
}

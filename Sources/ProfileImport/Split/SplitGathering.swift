internal import ProfileCSV
internal import RollcallCSV

/// What the first pass of a split learns of each row: how long it is, and which other rows are the
/// same person's. Afterwards it deals the people out. One task at a time uses it.
final class SplitGathering {
    private let groups: PersonGroups
    /// Of each row its bytes as they will be written; then of each person's first row those of all
    /// its rows; in the end of each row its part.
    private let numbers: PagedNumbers
    private var keyed: KeyedRows
    private var copier: RecordCopier
    private let headerRecords: Int
    private let memory: Int
    private(set) var bytes = 0
    /// Whether a record was too large to be kept, so that it cannot be copied.
    private(set) var hasLostRecord = false
    /// Found by ``connect()``.
    private(set) var people = 0
    private(set) var largest = PartPlan.Person(firstRow: 0, rows: 0, bytes: 0)

    /// - Parameter memory: bytes that all of this may take.
    init(dialect: Dialect, hasHeader: Bool, memory: Int, folder: String) {
        self.memory = memory
        groups = PersonGroups(memory: memory / 4, folder: folder)
        numbers = PagedNumbers(memory: memory / 4, folder: folder)
        keyed = KeyedRows(memory: memory / 4, folder: folder)
        copier = RecordCopier(dialect)
        headerRecords = hasHeader ? 1 : 0
    }

    var rows: Int { groups.rows }

    // MARK: Reading

    /// Takes the rows of the next chunk of the file.
    func take(_ keys: RowKeys, _ chunk: RecordChunk) throws(SystemError) {
        var cursor = chunk.cursor()
        var index = 0
        while cursor.next() {
            guard cursor.record > headerRecords, index < keys.rows else { continue }
            if cursor.fieldCount == 0 { hasLostRecord = true }
            let length = try copier.withBytes(of: &cursor) { bytes throws(SystemError) in
                bytes.count
            }
            bytes += length + 1
            let row = UInt32(truncatingIfNeeded: rows)
            try groups.append()
            try numbers.append(UInt32(clamping: length + 1))
            let hashes = keys.hashes + index &* keys.columns
            let marks = keys.marks + index &* keys.markCount
            for column in 0..<keys.columns where marks[column] != 0 {
                try keyed.append(KeyedRows.key(hashes[column], marks[column]), row: row)
            }
            index += 1
        }
    }

    // MARK: People

    /// Finds out which rows are one person's, and how many bytes these are.
    func connect() throws(SystemError) {
        try keyed.forEachRepeat(memory: memory / 16) { first, later throws(SystemError) in
            try groups.join(Int(first), Int(later))
        }
        for row in 0..<rows {
            let first = try groups.first(of: row)
            guard first != row else { continue }
            let sum = Int(try numbers.number(first)) + Int(try numbers.number(row))
            try numbers.set(UInt32(clamping: sum), at: first)
        }
        try forEachPerson { person in
            people += 1
            if person.rows > largest.rows { largest = person }
        }
    }

    /// The first person who alone breaks a limit.
    func personTooLarge(for limits: PartLimits) throws(SystemError) -> PartPlan.Person? {
        guard limits != .none else { return nil }
        var found: PartPlan.Person?
        try forEachPerson { person in
            if found == nil, person.rows > limits.maxRows || person.bytes > limits.maxBytes {
                found = person
            }
        }
        return found
    }

    private func forEachPerson(_ body: (PartPlan.Person) -> Void) throws(SystemError) {
        for row in 0..<rows {
            guard let count = try groups.rowCount(ofPersonAt: row) else { continue }
            body(PartPlan.Person(firstRow: row, rows: count, bytes: Int(try numbers.number(row))))
        }
    }

    // MARK: Parts

    /// The fewest parts, from `least` on, in which everybody finds room.
    func fewestParts(from least: Int, limits: PartLimits) throws(SystemError) -> Int {
        var count = min(max(1, least), max(1, people))
        var step = 1
        while count < people {
            var plan = try lookedAt(parts: count, limits)
            try forEachPerson { _ = plan.take($0) }
            if !plan.isOverfull { return count }
            // Nearly always the next one will do.
            count = min(people, count + step)
            step += max(1, step / 2)
        }
        return count
    }

    /// Gives every person a part; ``part(of:)`` then tells each row's.
    ///
    /// - Returns: how many parts have somebody, which are numbered by their first row.
    func deal(parts count: Int, limits: PartLimits) throws(SystemError) -> Int {
        var plan = try lookedAt(parts: count, limits)
        var labels = [Int](repeating: -1, count: max(1, count))
        var used = 0
        for row in 0..<rows {
            if let rowCount = try groups.rowCount(ofPersonAt: row) {
                let bytes = Int(try numbers.number(row))
                let person = PartPlan.Person(firstRow: row, rows: rowCount, bytes: bytes)
                let part = plan.take(person) ?? 0
                if labels[part] < 0 {
                    labels[part] = used
                    used += 1
                }
                try numbers.set(UInt32(truncatingIfNeeded: labels[part]), at: row)
            } else {
                try numbers.set(try numbers.number(try groups.first(of: row)), at: row)
            }
        }
        return used
    }

    /// The part of a row, both 0-based, once people were dealt out.
    @inline(__always)
    func part(of row: Int) throws(SystemError) -> Int { Int(try numbers.number(row)) }

    private func lookedAt(parts count: Int, _ limits: PartLimits) throws(SystemError) -> PartPlan {
        var plan = PartPlan(parts: count, rows: rows, bytes: bytes, limits: limits)
        try forEachPerson { _ = plan.take($0) }
        plan.beginFilling()
        return plan
    }
}

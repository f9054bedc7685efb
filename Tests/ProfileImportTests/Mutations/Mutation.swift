import ProfileCSV

/// One way to spoil a clean file, and what must be said of it.
struct Mutation: Sendable {
    /// What the report must hold.
    struct Expected {
        var code: ProblemCode
        var kind: String?
        /// Data row, 1-based; `nil` for what is about the file or the header.
        var row: Int?
        /// 1-based; `nil` where the row as a whole is at fault.
        var column: Int?
    }

    let name: String
    let plant: @Sendable (inout CleanTable, inout SeededRandom) -> Expected

    init(
        _ name: String,
        _ plant: @escaping @Sendable (inout CleanTable, inout SeededRandom) -> Expected
    ) {
        self.name = name
        self.plant = plant
    }

    /// Puts one of some values into a random row of a column.
    static func cell(
        _ name: String, _ code: ProblemCode, _ kind: String? = nil, in columns: [String],
        _ values: [String]
    ) -> Mutation {
        Mutation(name) { table, random in
            let row = Int.random(in: 0..<table.rows.count, using: &random)
            let column = table.column(random.pick(columns))
            table.rows[row][column] = random.pick(values)
            return Expected(code: code, kind: kind, row: row + 1, column: column + 1)
        }
    }

    /// Changes the value of a random row of a column.
    static func change(
        _ name: String, _ code: ProblemCode, _ kind: String? = nil, in columns: [String],
        _ change: @escaping @Sendable (String, inout SeededRandom) -> String
    ) -> Mutation {
        Mutation(name) { table, random in
            let column = table.column(random.pick(columns))
            let filled = table.rows.indices.filter { !table.rows[$0][column].isEmpty }
            guard !filled.isEmpty else { return Expected(code: code, row: -1) }
            let row = random.pick(filled)
            table.rows[row][column] = change(table.rows[row][column], &random)
            return Expected(code: code, kind: kind, row: row + 1, column: column + 1)
        }
    }

    /// Gives a column another name.
    static func header(
        _ name: String, _ code: ProblemCode, _ names: [(old: String, new: String)]
    ) -> Mutation {
        Mutation(name) { table, random in
            let (old, new) = random.pick(names)
            let column = table.column(old)
            table.header[column] = new
            return Expected(code: code, column: column + 1)
        }
    }

    /// Replaces the text of a random row.
    static func text(
        _ name: String, _ kind: String, column: String?,
        _ change: @escaping @Sendable (CleanTable, Int) -> [UInt8]
    ) -> Mutation {
        Mutation(name) { table, random in
            let row = Int.random(in: 0..<table.rows.count, using: &random)
            table.raw[row] = change(table, row)
            return Expected(
                code: .parseError, kind: kind, row: row + 1, column: column.map { table.column($0) + 1 })
        }
    }
}

internal import GRDBSQLite
internal import Glibc

/// A prepared statement without GRDB's conveniences, for the loops that run millions of times.
final class RawStatement {
    private let statement: OpaquePointer
    private let database: OpaquePointer
    private let path: String

    init(_ sql: String, on database: OpaquePointer, path: String) throws(SpaceError) {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(
            database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else {
            throw SpaceError(sqlite: code, String(cString: sqlite3_errmsg(database)), path: path)
        }
        self.statement = statement
        self.database = database
        self.path = path
    }

    deinit { sqlite3_finalize(statement) }

    func bind(_ index: Int32, _ value: Int) { sqlite3_bind_int64(statement, index, Int64(value)) }

    func bindNull(_ index: Int32) { sqlite3_bind_null(statement, index) }

    /// The bytes must live until the statement is reset.
    func bind(_ index: Int32, text: UnsafeRawBufferPointer) {
        guard let start = text.baseAddress else {
            sqlite3_bind_text(statement, index, "", 0, nil)
            return
        }
        // No destructor (SQLITE_STATIC): SQLite reads the bytes in place.
        sqlite3_bind_text(
            statement, index, start.assumingMemoryBound(to: CChar.self), Int32(clamping: text.count),
            nil)
    }

    /// Binds a copy: for the few values that do not lie in a batch.
    func bind(_ index: Int32, copy text: String) {
        var text = text
        text.withUTF8 { bytes in bind(index, copy: UnsafeRawBufferPointer(bytes)) }
    }

    /// Binds a copy, which SQLite frees.
    func bind(_ index: Int32, copy text: UnsafeRawBufferPointer) {
        guard let source = text.baseAddress, let copy = malloc(text.count) else {
            sqlite3_bind_text(statement, index, "", 0, nil)
            return
        }
        copy.copyMemory(from: source, byteCount: text.count)
        sqlite3_bind_text(
            statement, index, copy.assumingMemoryBound(to: CChar.self), Int32(clamping: text.count)
        ) { free($0) }
    }

    func bind(_ index: Int32, _ value: Int?) {
        if let value { bind(index, value) } else { bindNull(index) }
    }

    /// Steps once; true: there is a row.
    func step() throws(SpaceError) -> Bool {
        let code = sqlite3_step(statement)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        let words = String(cString: sqlite3_errmsg(database))
        sqlite3_reset(statement)
        throw SpaceError(sqlite: code, words, path: path)
    }

    /// Runs a statement that returns no rows and makes it ready for the next.
    func run() throws(SpaceError) {
        _ = try step()
        sqlite3_reset(statement)
    }

    func reset() { sqlite3_reset(statement) }

    func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    /// Valid until the next step or reset.
    func text(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_text(statement, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
    }
}

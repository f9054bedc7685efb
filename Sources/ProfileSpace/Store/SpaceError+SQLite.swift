internal import GRDB
internal import GRDBSQLite

extension SpaceError {
    /// From SQLite's primary result code and its own words.
    init(sqlite code: Int32, _ words: String, path: String) {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED:
            self.init(
                .busy, detail: "another process is writing to the space \(path) and did not finish in time")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            self.init(.unreadable, detail: "the space \(path) is damaged: \(words)")
        case SQLITE_CONSTRAINT:
            self.init(.exists, detail: "something is in the space \(path) twice: \(words)")
        case SQLITE_FULL:
            self.init(.io, detail: "the disk of the space \(path) is full")
        default:
            self.init(.io, detail: "the space \(path) cannot be used: \(words)")
        }
    }

    init(_ error: any Error, path: String) {
        switch error {
        case let error as SpaceError: self = error
        case let error as DatabaseError:
            self.init(
                sqlite: error.resultCode.rawValue, error.message ?? "\(error.resultCode)", path: path)
        default: self.init(.io, detail: "the space \(path) cannot be used: \(error)")
        }
    }
}

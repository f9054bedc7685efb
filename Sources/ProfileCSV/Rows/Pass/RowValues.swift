internal import RollcallCSV

/// The values of the row at hand as the checks left them: pointers into the chunk, or into the
/// pass's scratch where quotes had to be undone. Owned by the pass, overwritten row by row.
struct RowValues {
    /// For each column where its value begins. At least 64 bytes after it can be read.
    let starts: UnsafeMutablePointer<UnsafePointer<UInt8>>
    /// For each column the bytes of its value; 0 is blank.
    let lengths: UnsafeMutablePointer<UInt32>
    /// For each column the first byte of its value, if it has one.
    let firsts: UnsafeMutablePointer<UInt8>
    /// For each identifier slot the bytes of its value; 0 is blank or blocked.
    let slotLengths: UnsafeMutablePointer<UInt32>

    /// - Parameter blank: something that values may point to before the first row.
    init(columns: Int, slots: Int, blank: UnsafePointer<UInt8>) {
        let room = Self.digits(columns: columns) + 1
        starts = .allocate(capacity: room)
        starts.initialize(repeating: blank, count: room)
        let lengthRoom = Self.digitCount(columns: columns, slots: slots) + 1
        lengths = .allocate(capacity: lengthRoom)
        lengths.initialize(repeating: 0, count: lengthRoom)
        slotLengths = lengths + Self.slotLength(0, columns: columns)
        firsts = .allocate(capacity: columns + RowKernel.lanes)
        firsts.initialize(repeating: 0, count: columns + RowKernel.lanes)
    }

    func deallocate() {
        starts.deallocate()
        lengths.deallocate()
        firsts.deallocate()
    }

    // MARK: Behind the columns

    /// Where the row's number as text stands in `starts`.
    static func digits(columns: Int) -> Int { columns + RowKernel.lanes }

    /// Where `slotLengths` has its place in `lengths`, so that one index finds either.
    static func slotLength(_ slot: Int, columns: Int) -> Int { columns + RowKernel.lanes + slot }

    /// Where the bytes of the row's number stand in `lengths`.
    static func digitCount(columns: Int, slots: Int) -> Int {
        slotLength(slots, columns: columns)
    }

    @inline(__always)
    func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: starts[column], count: Int(lengths[column]))
    }
}

internal import RollcallCSV

/// The values of the row at hand as the checks left them: pointers into the chunk, or into the
/// pass's scratch where quotes had to be undone. Owned by the pass, overwritten row by row.
struct RowValues {
    /// For each column where its value begins. At least 64 bytes after it can be read.
    let starts: UnsafeMutablePointer<UnsafePointer<UInt8>>
    /// For each column the bytes of its value; 0 is blank.
    let lengths: UnsafeMutablePointer<UInt32>
    /// For each identifier slot the bytes of its value; 0 is blank or blocked.
    let slotLengths: UnsafeMutablePointer<UInt32>

    /// - Parameter blank: something that values may point to before the first row.
    init(columns: Int, slots: Int, blank: UnsafePointer<UInt8>) {
        let room = columns + RowKernel.lanes
        starts = .allocate(capacity: room)
        starts.initialize(repeating: blank, count: room)
        lengths = .allocate(capacity: room)
        lengths.initialize(repeating: 0, count: room)
        slotLengths = .allocate(capacity: slots + 1)
        slotLengths.initialize(repeating: 0, count: slots + 1)
    }

    func deallocate() {
        starts.deallocate()
        lengths.deallocate()
        slotLengths.deallocate()
    }

    @inline(__always)
    func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: starts[column], count: Int(lengths[column]))
    }
}

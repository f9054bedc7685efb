internal import CZlib

/// How the C library's heap deals with the few large blocks of this program.
enum HeapSettings {
    /// Bytes from which a block is the system's own and goes back to it when it is freed.
    private static let leastOwnBlock: Int32 = 4 << 20
    /// Free bytes at the heap's end that are kept for what comes next.
    private static let mostKept: Int32 = 16 << 20

    /// Fixes both. By default glibc raises them to what was freed last, up to 32 MB, and then keeps as
    /// much for each thread: a file of huge records would hold several times their bytes.
    static func apply() { rc_heap_limits(leastOwnBlock, mostKept) }
}

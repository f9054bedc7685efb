/// A long row of 32-bit numbers of which only some pages are in memory; the others lie in a
/// temporary file. As long as all fit, there is no file. One task at a time uses it.
///
/// Be advised: pages leave memory by the clock: the hand passes those that were used since its last
/// turn. Walks from end to end read and write each page once.
final class PagedNumbers {
    static let pageNumbers = 2_048
    private static let pageBytes = pageNumbers * 4

    private let file: TemporaryFile
    private let maxSlots: Int
    /// For each page the slot of memory that has it; -1 if it is in the file.
    private var slotOfPage: [Int32] = []
    private var slots: [Slot] = []
    private var hand = 0
    private(set) var count = 0

    private struct Slot {
        let memory: UnsafeMutablePointer<UInt32>
        var page: Int
        var isUsed = true
        var isChanged = true
    }

    /// - Parameters:
    ///   - memory: bytes that its pages may take; sixteen pages it has at least.
    ///   - folder: where the file lies, if there must be one.
    init(memory: Int, folder: String) {
        maxSlots = max(16, min(memory, 1 << 40) / Self.pageBytes)
        file = TemporaryFile(in: folder)
    }

    deinit { for slot in slots { slot.memory.deallocate() } }

    /// The number at a place. Complexity: O(1), and one page from the file where it is there.
    @inline(__always)
    func number(_ index: Int) throws(SystemError) -> UInt32 {
        let page = index / Self.pageNumbers
        var slot = Int(slotOfPage[page])
        if slot < 0 { slot = try load(page) }
        slots[slot].isUsed = true
        return slots[slot].memory[index % Self.pageNumbers]
    }

    @inline(__always)
    func set(_ number: UInt32, at index: Int) throws(SystemError) {
        let page = index / Self.pageNumbers
        var slot = Int(slotOfPage[page])
        if slot < 0 { slot = try load(page) }
        slots[slot].isUsed = true
        slots[slot].isChanged = true
        slots[slot].memory[index % Self.pageNumbers] = number
    }

    @inline(__always)
    func append(_ number: UInt32) throws(SystemError) {
        if count % Self.pageNumbers == 0 {
            slotOfPage.append(-1)
            let slot = try freeSlot()
            slots[slot].page = slotOfPage.count - 1
            slots[slot].isChanged = true
            slots[slot].memory.update(repeating: 0, count: Self.pageNumbers)
            slotOfPage[slotOfPage.count - 1] = Int32(slot)
        }
        count += 1
        try set(number, at: count - 1)
    }

    @inline(never)
    private func load(_ page: Int) throws(SystemError) -> Int {
        let slot = try freeSlot()
        // Until it is read it has no page, so that a failure leaves nothing wrong behind.
        try file.read(
            into: UnsafeMutableRawBufferPointer(start: slots[slot].memory, count: Self.pageBytes),
            at: page * Self.pageBytes)
        slots[slot].page = page
        slots[slot].isChanged = false
        slotOfPage[page] = Int32(slot)
        return slot
    }

    /// A slot without a page: a new one, or one whose page goes to the file.
    private func freeSlot() throws(SystemError) -> Int {
        if slots.count < maxSlots {
            slots.append(Slot(memory: .allocate(capacity: Self.pageNumbers), page: -1))
            return slots.count - 1
        }
        while slots[hand].isUsed {
            slots[hand].isUsed = false
            hand = (hand + 1) % slots.count
        }
        let slot = hand
        hand = (hand + 1) % slots.count
        let page = slots[slot].page
        if page >= 0 {
            if slots[slot].isChanged {
                try file.write(
                    UnsafeRawBufferPointer(start: slots[slot].memory, count: Self.pageBytes),
                    at: page * Self.pageBytes)
            }
            slotOfPage[page] = -1
            slots[slot].page = -1
        }
        slots[slot].isUsed = true
        return slot
    }
}

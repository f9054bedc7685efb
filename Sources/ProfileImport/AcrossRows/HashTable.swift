#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A set of 64-bit hashes, each with a number of 32 bits: 12 bytes a place, up to six places in seven
/// taken. Bit 22 of a hash is taken as set. One task at a time uses it.
///
/// Be advised: open addressing by the hash's share of the range of all hashes; a hash stands at its home
/// or after it with no empty place between. What waits for memory costs most, so one byte of each hash, its
/// tag, stands apart: eight places are looked at in one load of a range that the processor's cache holds,
/// and the rest of a hash is read where its tag fits. Both ranges have large pages, of which only what is
/// used is there: the table grows and is thinned in place, and at no time is there a second copy. Places
/// after the last home take what is pushed over the end.
struct HashTable: ~Copyable {
    private static let placeBytes = 1 + entryBytes
    /// The hash without its tag, then the number.
    private static let entryBytes = 11
    private static let hashBytes = 7
    /// The lowest bit of a hash's tag: set in each, so that 0 is an empty place.
    private static let tagShift: UInt64 = 22
    private static let everyByte: UInt64 = 0x0101_0101_0101_0101
    /// Places after the last home. Runs of taken places are a few hundred long at most.
    private static let furtherPlaces = 4_096

    /// Places that are homes.
    private var homes: Int
    /// Homes that there are addresses for.
    private let maxHomes: Int
    private let tags: UnsafeMutableRawPointer
    private let entries: UnsafeMutableRawPointer
    private let reservedBytes: Int
    private(set) var count = 0
    /// One more than the last place that was ever taken.
    private var end = 0
    /// Stays empty, so that every search ends.
    private let lastPlace: Int

    /// - Parameter maxBytes: what it may grow to, 64 KB at least.
    init(maxBytes: Int) {
        var wanted = max(maxBytes, 64 << 10)
        var reserved = Self.reserve(wanted)
        while reserved == nil, wanted > 1 << 20 {
            wanted /= 2
            reserved = Self.reserve(wanted)
        }
        // Without memory Swift's own allocation ends the program as it does everywhere.
        tags = reserved ?? Self.allocate(wanted)
        reservedBytes = reserved == nil ? 0 : wanted
        // Eight tags are read from any place, and eight bytes of the last entry.
        let places = (wanted - 16) / Self.placeBytes
        entries = tags + (places + 8)
        lastPlace = places - 1
        maxHomes = lastPlace - Self.furtherPlaces
        homes = min(1 << 10, maxHomes)
    }

    deinit {
        if reservedBytes > 0 { munmap(tags, reservedBytes) } else { tags.deallocate() }
    }

    /// Bytes that it has grown to.
    var bytes: Int { (homes + Self.furtherPlaces + 3) * Self.placeBytes }

    /// Bytes of a table of so many hashes at its fullest.
    static func bytes(for count: Int) -> Int {
        (homes(for: count) + furtherPlaces + 3) * placeBytes
    }

    /// Whether so many further hashes fit.
    func hasRoom(for further: Int) -> Bool { Self.homes(for: count + further) <= maxHomes }

    /// - Returns: where the hash stands, or where it is to be put.
    @inline(__always)
    func find(_ hash: UInt64) -> (place: Int, isFound: Bool) {
        let pattern = UInt64(Self.tag(hash)) &* Self.everyByte
        let rest = Self.rest(hash)
        var place = home(hash)
        while true {
            let word = tagWord(place)
            let empty = ~word & Self.everyByte
            let different = word ^ pattern
            // The top bits of the bytes that are 0; above one of them a wrong one can follow.
            var alike = (different &- Self.everyByte) & ~different & (Self.everyByte &<< 7)
            // Nothing after an empty place matters.
            alike &= (empty & (0 &- empty)) &- 1
            while alike != 0 {
                let candidate = place &+ alike.trailingZeroBitCount / 8
                if self.rest(at: candidate) == rest { return (candidate, true) }
                alike &= alike &- 1
            }
            if empty != 0 { return (place &+ empty.trailingZeroBitCount / 8, false) }
            place &+= 8
        }
    }

    /// Loads what `find` looks at first; many of these wait for the memory at once.
    @inline(__always)
    func touch(_ hash: UInt64) -> UInt64 { tagWord(home(hash)) }

    @inline(__always)
    func number(at place: Int) -> UInt32 {
        entries.loadUnaligned(
            fromByteOffset: place &* Self.entryBytes &+ Self.hashBytes, as: UInt32.self)
    }

    func setNumber(_ number: UInt32, at place: Int) {
        entries.storeBytes(
            of: number, toByteOffset: place &* Self.entryBytes &+ Self.hashBytes, as: UInt32.self)
    }

    /// Puts a hash where `find` did not find it. Call `reserve` before.
    @inline(__always)
    mutating func insert(_ hash: UInt64, _ number: UInt32, at place: Int) {
        // Only hashes that are not spread at all could fill all places after the last home.
        guard place < lastPlace else { return }
        set(hash, number, at: place)
        count &+= 1
        if place >= end { end = place &+ 1 }
    }

    /// Makes room for further hashes, which must fit.
    ///
    /// - Parameter expected: hashes that there will be in the end, as far as is known; 0 if it is not.
    /// - Complexity: O(places) when the table grows, which it does to what is expected, or to twice.
    mutating func reserve(_ further: Int, expected: Int = 0) {
        let least = Self.homes(for: count + further)
        guard least > homes else { return }
        grow(to: min(maxHomes, max(least, expected == 0 ? 2 * homes : Self.homes(for: expected))))
    }

    /// Keeps what `isKept` says, in place. Complexity: O(places).
    mutating func thin(_ isKept: (_ hash: UInt64, _ number: UInt32) -> Bool) {
        count = 0
        // What lies before a place has been put as near to its home as can be, so there is an empty
        // place for it no later than where it stood.
        let oldEnd = end
        end = 0
        for place in 0..<oldEnd {
            if !isTaken(place) { continue }
            let (hash, number) = take(at: place)
            if isKept(hash, number) { insert(hash, number, at: find(hash).place) }
        }
    }

    /// Changes every number. Complexity: O(places).
    func renumber(_ change: (UInt32) -> UInt32) {
        for place in 0..<end where isTaken(place) {
            setNumber(change(number(at: place)), at: place)
        }
    }

    // MARK: Places

    private static func homes(for count: Int) -> Int { count + count / 6 + 1 }

    @inline(__always)
    private func home(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(truncatingIfNeeded: homes)).high)
    }

    @inline(__always)
    private static func tag(_ hash: UInt64) -> UInt8 {
        UInt8(truncatingIfNeeded: hash &>> tagShift) | 1
    }

    /// A hash without the bits of its tag.
    @inline(__always)
    private static func rest(_ hash: UInt64) -> UInt64 {
        let low = hash & ((1 &<< tagShift) &- 1)
        return low | (hash &>> (tagShift &+ 8)) &<< tagShift
    }

    @inline(__always)
    private func tagWord(_ place: Int) -> UInt64 {
        tags.loadUnaligned(fromByteOffset: place, as: UInt64.self)
    }

    @inline(__always)
    private func rest(at place: Int) -> UInt64 {
        let word = entries.loadUnaligned(
            fromByteOffset: place &* Self.entryBytes, as: UInt64.self)
        return word & ((1 &<< UInt64(8 &* Self.hashBytes)) &- 1)
    }

    @inline(__always)
    private func isTaken(_ place: Int) -> Bool { tags.load(fromByteOffset: place, as: UInt8.self) != 0 }

    /// Takes a hash out and leaves its place empty.
    @inline(__always)
    private func take(at place: Int) -> (hash: UInt64, number: UInt32) {
        let tag = UInt64(tags.load(fromByteOffset: place, as: UInt8.self))
        let rest = rest(at: place)
        let low = rest & ((1 &<< Self.tagShift) &- 1)
        let hash = low | tag &<< Self.tagShift | (rest &>> Self.tagShift) &<< (Self.tagShift &+ 8)
        tags.storeBytes(of: 0, toByteOffset: place, as: UInt8.self)
        return (hash, number(at: place))
    }

    @inline(__always)
    private func set(_ hash: UInt64, _ number: UInt32, at place: Int) {
        tags.storeBytes(of: Self.tag(hash), toByteOffset: place, as: UInt8.self)
        // The number is written over the eighth byte.
        entries.storeBytes(
            of: Self.rest(hash), toByteOffset: place &* Self.entryBytes, as: UInt64.self)
        setNumber(number, at: place)
    }

    private mutating func grow(to newHomes: Int) {
        let oldEnd = end
        homes = max(homes, newHomes)
        // From the last one on each goes to its new home or after it, which is never before where it
        // stood but for runs that the old homes pushed together; `thin` puts those right.
        for place in stride(from: oldEnd - 1, through: 0, by: -1) {
            if !isTaken(place) { continue }
            let (hash, number) = take(at: place)
            insert(hash, number, at: find(hash).place)
        }
        thin { _, _ in true }
    }

    // MARK: Memory

    /// Addresses for so many bytes, which read as zeros and take memory when they are written.
    private static func reserve(_ bytes: Int) -> UnsafeMutableRawPointer? {
        let start = mmap(
            nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON | MAP_NORESERVE, -1, 0)
        guard let start, start != MAP_FAILED else { return nil }
        #if !canImport(Darwin)
        if bytes >= 8 << 20 { madvise(start, bytes, MADV_HUGEPAGE) }
        #endif
        return start
    }

    private static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        return memory
    }
}

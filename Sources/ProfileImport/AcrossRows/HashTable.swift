#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A set of 64-bit hashes, each with a number of 32 bits: 12 bytes a place, up to seven places in eight
/// taken. One task at a time uses it.
///
/// Be advised: open addressing in which the hashes stand in rising order. A hash's home is its share of
/// the range of all hashes, as a share of the places; it stands there or after it with no empty place
/// between. So a search ends at the first larger hash, and the table grows and is thinned in place by
/// walks from end to end: at no time is there a second copy. Places after the last home take what is
/// pushed over the end.
struct HashTable: ~Copyable {
    private static let placeBytes = 12

    /// Places that are homes.
    private var homes: Int
    /// Places in all.
    private var places: Int
    private var memory: UnsafeMutableRawPointer
    private(set) var count = 0

    init() {
        homes = 1 << 10
        places = Self.places(for: homes)
        memory = Self.allocate(nil, places)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: places * Self.placeBytes)
    }

    deinit { free(memory) }

    var bytes: Int { places * Self.placeBytes }

    /// Bytes that a table of so many hashes takes at least.
    static func bytes(for count: Int) -> Int { places(for: count + count / 7 + 1) * placeBytes }

    /// - Returns: where the hash stands, or where it is to be put.
    @inline(__always)
    func find(_ hash: UInt64) -> (place: Int, isFound: Bool) {
        var place = home(hash)
        while place < places {
            let other = self.hash(at: place)
            if other == hash { return (place, true) }
            if other == 0 || other > hash { return (place, false) }
            place &+= 1
        }
        return (place, false)
    }

    /// Loads what `find` looks at first; many of these wait for the memory at once.
    @inline(__always)
    func touch(_ hash: UInt64) -> UInt64 { self.hash(at: home(hash)) }

    @inline(__always)
    func number(at place: Int) -> UInt32 {
        memory.loadUnaligned(fromByteOffset: place &* Self.placeBytes &+ 8, as: UInt32.self)
    }

    func setNumber(_ number: UInt32, at place: Int) {
        memory.storeBytes(of: number, toByteOffset: place &* Self.placeBytes &+ 8, as: UInt32.self)
    }

    /// Puts a hash where `find` did not find it. Call `reserve` before.
    @inline(__always)
    mutating func insert(_ hash: UInt64, _ number: UInt32, at place: Int) {
        var free = place
        while free < places, self.hash(at: free) != 0 { free &+= 1 }
        if free >= places { extend(to: free &+ 1) }
        if free > place {
            let from = memory + place &* Self.placeBytes
            memmove(from + Self.placeBytes, from, (free &- place) &* Self.placeBytes)
        }
        set(hash, number, at: place)
        count &+= 1
    }

    /// Makes room for further hashes.
    ///
    /// - Parameters:
    ///   - expected: hashes that there will be in the end, as far as is known; 0 if it is not.
    ///   - maxBytes: what the table should not outgrow unless it must.
    /// - Complexity: O(places) when the table grows, which it does by an eighth where it may.
    mutating func reserve(_ further: Int, expected: Int = 0, maxBytes: Int = .max) {
        let needed = count + further
        guard needed * 8 > homes * 7 else { return }
        let least = needed + needed / 7 + 1
        let most = max(least, (maxBytes / Self.placeBytes - 256) / 1025 * 1024)
        grow(to: min(most, max(least, expected + expected / 7 + 1, homes + homes / 8)))
    }

    /// Keeps what `isKept` says, in place. Complexity: O(places).
    mutating func thin(_ isKept: (_ hash: UInt64, _ number: UInt32) -> Bool) {
        var next = 0
        count = 0
        for place in 0..<places {
            let hash = hash(at: place)
            if hash == 0 { continue }
            let number = number(at: place)
            set(0, 0, at: place)
            guard isKept(hash, number) else { continue }
            next = max(next, home(hash))
            set(hash, number, at: next)
            next += 1
            count += 1
        }
    }

    /// Changes every number. Complexity: O(places).
    func renumber(_ change: (UInt32) -> UInt32) {
        for place in 0..<places where hash(at: place) != 0 {
            setNumber(change(number(at: place)), at: place)
        }
    }

    // MARK: Places

    @inline(__always)
    private func home(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(truncatingIfNeeded: homes)).high)
    }

    @inline(__always)
    private func hash(at place: Int) -> UInt64 {
        memory.loadUnaligned(fromByteOffset: place &* Self.placeBytes, as: UInt64.self)
    }

    @inline(__always)
    private func set(_ hash: UInt64, _ number: UInt32, at place: Int) {
        memory.storeBytes(of: hash, toByteOffset: place &* Self.placeBytes, as: UInt64.self)
        memory.storeBytes(of: number, toByteOffset: place &* Self.placeBytes &+ 8, as: UInt32.self)
    }

    private static func places(for homes: Int) -> Int { homes + homes / 1024 + 256 }

    private static func allocate(_ old: UnsafeMutableRawPointer?, _ places: Int) -> UnsafeMutableRawPointer {
        // `realloc` moves large memory by its page tables, without a copy.
        // Without memory Swift's own allocation ends the program as it does everywhere.
        realloc(old, places * placeBytes) ?? .allocate(byteCount: places * placeBytes, alignment: 16)
    }

    private mutating func extend(to newPlaces: Int) {
        let old = places
        places = newPlaces + 256
        memory = Self.allocate(memory, places)
        (memory + old * Self.placeBytes).initializeMemory(
            as: UInt8.self, repeating: 0, count: (places - old) * Self.placeBytes)
    }

    private mutating func grow(to newHomes: Int) {
        let oldPlaces = places
        homes = newHomes
        // How far the last hash is pushed is known only by trying.
        var next = 0
        for place in 0..<oldPlaces {
            let hash = hash(at: place)
            if hash != 0 { next = max(next, home(hash)) + 1 }
        }
        places = max(Self.places(for: newHomes), next + 1, oldPlaces)
        memory = Self.allocate(memory, places)
        // All to the end, so that then each can go forward to its place, which never lies after it.
        var packed = places
        for place in stride(from: oldPlaces - 1, through: 0, by: -1) {
            let hash = hash(at: place)
            if hash == 0 { continue }
            packed -= 1
            set(hash, number(at: place), at: packed)
        }
        let cleared = packed * Self.placeBytes
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: cleared)
        next = 0
        for place in packed..<places {
            let hash = hash(at: place)
            let number = number(at: place)
            set(0, 0, at: place)
            next = max(next, home(hash))
            set(hash, number, at: next)
            next += 1
        }
    }
}

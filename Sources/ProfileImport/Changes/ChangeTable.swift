internal import IdentifyMessages

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What was last delivered of each key, on disk: 32 bytes a key, however many there are, and next to
/// nothing in memory.
///
/// Be advised: an open-addressed table of (digest of the key, digest of the content), read and
/// written slot by slot. A slot that a power failure tears or loses makes its row go out once more,
/// which does no harm; the file needs no log for that reason. One process at a time.
final class ChangeTable {
    private static let magic = Array("rollcall changes 1\n".utf8)
    private static let headerBytes = 4_096
    private static let slotBytes = 32
    private static let firstSlots = 1 << 12
    /// Slots that one look reads: nearly always all it takes.
    private static let window = 4

    private let path: String
    private var descriptor: Int32
    /// A power of two.
    private var slots: Int
    private(set) var count = 0

    /// Opens a table, or begins one; one of another column is begun anew.
    ///
    /// - Parameter column: the name of the column that the keys are from.
    init(_ path: String, column: [UInt8]) throws(SystemError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileSystem.last(path) }
        slots = Self.firstSlots
        let header = Self.header(column)
        var found = [UInt8](repeating: 0, count: header.count)
        let size = Int(lseek(descriptor, 0, SEEK_END))
        let known = (size - Self.headerBytes) / Self.slotBytes
        if pread(descriptor, &found, found.count, 0) == found.count, found == header,
            known >= Self.firstSlots, known & (known - 1) == 0,
            size == Self.headerBytes + known * Self.slotBytes
        {
            slots = known
            try countSlots()
        } else {
            guard ftruncate(descriptor, 0) == 0 else { throw FileSystem.last(path) }
            try Self.begin(descriptor, slots, header, path)
        }
    }

    deinit { close(descriptor) }

    /// What was last delivered of a key; `nil` of one that is new.
    func content(of key: Digest128) throws(SystemError) -> Digest128? {
        let key = Self.usable(key)
        let (_, found) = try find(key)
        return found
    }

    /// Notes what was delivered of a key.
    func set(_ key: Digest128, _ content: Digest128) throws(SystemError) {
        if count * 10 >= slots * 7 { try grow() }
        let key = Self.usable(key)
        let (slot, found) = try find(key)
        guard found != content else { return }
        var bytes = [key.high, key.low, content.high, content.low]
        guard pwrite(descriptor, &bytes, Self.slotBytes, Self.offset(slot)) == Self.slotBytes
        else { throw FileSystem.last(path) }
        if found == nil { count += 1 }
    }

    /// Makes everything durable.
    func sync() throws(SystemError) {
        guard fdatasync(descriptor) == 0 else { throw FileSystem.last(path) }
    }

    private static func header(_ column: [UInt8]) -> [UInt8] {
        // A digest, because a name may be of any length.
        var digest = FileDigest()
        column.withUnsafeBytes { digest.update($0) }
        return magic + Array(digest.finalized().utf8)
    }

    private static func begin(
        _ descriptor: Int32, _ slots: Int, _ header: [UInt8], _ path: String
    ) throws(SystemError) {
        guard ftruncate(descriptor, off_t(headerBytes + slots * slotBytes)) == 0,
            pwrite(descriptor, header, header.count, 0) == header.count
        else { throw FileSystem.last(path) }
    }

    /// An empty slot has a key of zeros.
    private static func usable(_ key: Digest128) -> Digest128 {
        key.high == 0 && key.low == 0 ? Digest128(high: 0, low: 1) : key
    }

    private static func offset(_ slot: Int) -> off_t { off_t(headerBytes + slot * slotBytes) }

    /// The slot of a key, or the empty one where it belongs. There always is one: the table is
    /// never full.
    private func find(_ key: Digest128) throws(SystemError) -> (slot: Int, content: Digest128?) {
        var slot = Int(truncatingIfNeeded: key.low & UInt64(slots - 1))
        var words = [UInt64](repeating: 0, count: Self.window * 4)
        for _ in 0...slots / Self.window {
            let wanted = min(Self.window, slots - slot)
            let bytes = wanted * Self.slotBytes
            guard pread(descriptor, &words, bytes, Self.offset(slot)) == bytes else {
                throw FileSystem.last(path)
            }
            for index in 0..<wanted {
                let at = index * 4
                if words[at] == key.high, words[at + 1] == key.low {
                    return (slot + index, Digest128(high: words[at + 2], low: words[at + 3]))
                }
                if words[at] == 0, words[at + 1] == 0 { return (slot + index, nil) }
            }
            slot = (slot + wanted) & (slots - 1)
        }
        throw SystemError(number: EBADMSG, path: path)
    }

    /// How many slots are taken: the file is the only one who knows, whatever a crash left.
    private func countSlots() throws(SystemError) {
        count = 0
        try forEachSlot { (_: Digest128, _: Digest128) throws(SystemError) in count += 1 }
        if count * 10 >= slots * 7 { try grow() }
    }

    private func forEachSlot(
        _ use: (Digest128, Digest128) throws(SystemError) -> Void
    ) throws(SystemError) {
        let group = 2_048
        var words = [UInt64](repeating: 0, count: group * 4)
        var slot = 0
        while slot < slots {
            let wanted = min(group, slots - slot)
            let bytes = wanted * Self.slotBytes
            guard pread(descriptor, &words, bytes, Self.offset(slot)) == bytes else {
                throw FileSystem.last(path)
            }
            for at in stride(from: 0, to: wanted * 4, by: 4) where words[at] | words[at + 1] != 0 {
                try use(
                    Digest128(high: words[at], low: words[at + 1]),
                    Digest128(high: words[at + 2], low: words[at + 3]))
            }
            slot += wanted
        }
    }

    /// Moves to a table twice as large, which takes the old one's place whole.
    private func grow() throws(SystemError) {
        let part = path + ".part"
        let larger = open(part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard larger >= 0 else { throw FileSystem.last(part) }
        do throws(SystemError) {
            var header = [UInt8](repeating: 0, count: Self.magic.count + 32)
            guard pread(descriptor, &header, header.count, 0) == header.count else {
                throw FileSystem.last(path)
            }
            try Self.begin(larger, slots * 2, header, part)
            let old = (descriptor, slots, count)
            var entries: [(Digest128, Digest128)] = []
            func move() throws(SystemError) {
                (descriptor, slots) = (larger, old.1 * 2)
                defer { (descriptor, slots) = (old.0, old.1) }
                for (key, content) in entries { try set(key, content) }
                entries.removeAll(keepingCapacity: true)
            }
            count = 0
            try forEachSlot { (key: Digest128, content: Digest128) throws(SystemError) in
                entries.append((key, content))
                if entries.count == 4_096 { try move() }
            }
            try move()
            guard rename(part, path) == 0 else { throw FileSystem.last(path) }
            close(old.0)
            (descriptor, slots) = (larger, old.1 * 2)
        } catch {
            close(larger)
            unlink(part)
            throw error
        }
    }
}

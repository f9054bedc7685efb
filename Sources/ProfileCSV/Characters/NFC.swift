internal import CICU

/// Canonical composition by ICU (design §9.4: names are compared as bytes after NFC where a rule
/// says so, never with `String ==`).
public enum NFC {
    /// The NFC of a UTF-8 text; the text itself where it is not valid UTF-8.
    ///
    /// - Complexity: O(bytes); ASCII is returned as it is.
    public static func normalized(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(where: { $0 >= 0x80 }) else { return text }
        return text.withUnsafeBytes { bytes in
            guard String(validating: bytes, as: UTF8.self) != nil else { return text }
            let composed = ComposedText(bytes)
            return Array(String(decoding: composed.units, as: UTF16.self).utf8)
        }
    }

    /// Whether two UTF-8 texts have the same NFC: `é` in one and in two code points do, `A` and `a`
    /// do not.
    public static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one == other || normalized(one) == normalized(other)
    }
}

/// A value in NFC as UTF-16, for as long as `body` runs; without allocation for short values.
func withComposedUnits<Outcome>(
    of bytes: UnsafeRawBufferPointer, _ body: (UnsafeBufferPointer<UInt16>) -> Outcome
) -> Outcome {
    // UTF-16 has no more units than UTF-8 has bytes, and NFC triples a text at most.
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: bytes.count * 4 + 16) { room in
        var count = 0
        var walk = UTF8Walk(bytes)
        while let codePoint = walk.next() {
            if codePoint < 0x10000 {
                room.initializeElement(at: count, to: UInt16(codePoint))
                count += 1
            } else {
                room.initializeElement(at: count, to: UInt16(0xD7C0 + (codePoint >> 10)))
                room.initializeElement(at: count + 1, to: UInt16(0xDC00 + (codePoint & 0x3FF)))
                count += 2
            }
        }
        let raw = UnsafeBufferPointer(rebasing: room[..<count])
        let target = UnsafeMutableBufferPointer(rebasing: room[count...])
        guard let source = raw.baseAddress, let first = target.baseAddress else { return body(raw) }
        let composed = rc_nfc(first, Int32(clamping: target.count), source, Int32(clamping: count))
        guard composed >= 0 else { return body(raw) }
        return body(UnsafeBufferPointer(rebasing: target[..<Int(composed)]))
    }
}

/// A value in NFC as UTF-16, with the byte of the value that each unit comes from.
struct ComposedText {
    private(set) var units: [UInt16] = []
    private(set) var offsets: [Int] = []

    init(_ bytes: UnsafeRawBufferPointer) {
        units.reserveCapacity(bytes.count)
        offsets.reserveCapacity(bytes.count)
        var codePoints: [UInt32] = []
        var walk = UTF8Walk(bytes)
        var offset = 0
        while let codePoint = walk.next() {
            append(codePoint, at: offset)
            codePoints.append(codePoint)
            offset = walk.offset
        }
        if rc_nfc_is_certain(units, Int32(clamping: units.count)) == 0 { compose(codePoints) }
    }

    private mutating func append(_ codePoint: UInt32, at offset: Int) {
        if codePoint < 0x10000 {
            units.append(UInt16(codePoint))
            offsets.append(offset)
        } else {
            units.append(UInt16(0xD7C0 + (codePoint >> 10)))
            units.append(UInt16(0xDC00 + (codePoint & 0x3FF)))
            offsets.append(offset)
            offsets.append(offset)
        }
    }

    /// Composes part by part, where no part can change its neighbour, so that places are known.
    private mutating func compose(_ codePoints: [UInt32]) {
        let (raw, rawOffsets) = (units, offsets)
        units.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        var start = 0
        var end = 0
        for (index, codePoint) in codePoints.enumerated() {
            if index > 0, rc_nfc_has_boundary_before(Int32(bitPattern: codePoint)) != 0 {
                composePart(raw[start..<end], rawOffsets[start..<end])
                start = end
            }
            end += codePoint < 0x10000 ? 1 : 2
        }
        if start < end { composePart(raw[start..<end], rawOffsets[start..<end]) }
    }

    private mutating func composePart(
        _ part: ArraySlice<UInt16>, _ partOffsets: ArraySlice<Int>
    ) {
        let first = units.count
        part.withUnsafeBufferPointer { part in
            guard let base = part.baseAddress else { return }
            // NFC triples a text at most; a few units are enough room for the shortest.
            let capacity = part.count * 3 + 16
            withUnsafeTemporaryAllocation(of: UInt16.self, capacity: capacity) { target in
                guard let room = target.baseAddress else { return }
                let count = rc_nfc(
                    room, Int32(clamping: capacity), base, Int32(clamping: part.count))
                units += count < 0 ? Array(part) : Array(target.prefix(Int(count)))
            }
        }
        if units[first...].elementsEqual(part) {
            offsets += partOffsets
        } else if let start = partOffsets.first {
            // Which unit came from which byte is lost: all from the part's first.
            offsets += repeatElement(start, count: units.count - first)
        }
    }
}

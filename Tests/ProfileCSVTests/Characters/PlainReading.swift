import CICU

/// The published list read plainly: a set made of its letters one by one (spec/csv-upload.md §6.1
/// to §6.6), the whole value in NFC, ICU's span. The referee of the fast reading.
final class PlainReading: Sendable {
    static let lowerCase = """
        00DF 00E0-00F0 00F2-00F6 00F8-00FF 0101 0107 010B 010D 010F 0113 0117 0119 011B 011F
        0121 0127 0129 012B 012F 0131 0137 013C 013E 0142 014D 0153 0159 015B 015F 0161 0165
        0169 016B 016F 0171 0175 0177 017A 017C 017E 01CE 01D0 01D2 01D4 0219 021B 027D 0288
        1E0D 1E25 1E41 1E5B 1E63 1E6D 1E93 1EBD
        """
    static let upperCase = """
        00C0 00C1 00C3-00D0 00D2-00D6 00D8-00DE 0100 0106 010A 010C 010E 0112 0116 0118 011A
        011E 0120 0126 0128 012A 012E 0136 013B 013D 0141 014C 0152 0158 015A 015E 0160 0164
        0168 016A 016E 0170 0174 0176 0178 0179 017B 017D 01AE 01CD 01CF 01D1 01D3 0218 021A
        024C 1E0C 1E24 1E40 1E5A 1E62 1E6C 1E92 1E9E 1EBC
        """
    static let specials = "!@#$%^&*()_+-=[]{}:\\|.`~<>/?"
    static let sequences: [String] = [
        "g\u{35F}h", "k\u{35F}h", "G\u{35F}H", "K\u{35F}H", "h\u{324}", "s\u{324}", "t\u{324}",
        "z\u{324}", "H\u{324}", "S\u{324}", "T\u{324}", "l\u{325}", "r\u{325}", "L\u{325}",
        "R\u{325}", "m\u{310}", "M\u{310}", "s\u{331}", "S\u{331}",
    ]

    static func ranges(_ list: String) -> [ClosedRange<UInt32>] {
        list.split(whereSeparator: \.isWhitespace).map { part in
            let ends = part.split(separator: "-").map { UInt32($0, radix: 16) ?? 0 }
            return ends[0]...ends[ends.count - 1]
        }
    }

    private nonisolated(unsafe) let list: OpaquePointer?

    init() {
        func escaped(_ scalar: UInt32) -> String {
            let digits = String(scalar, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        var pattern = "[" + escaped(0x20)
        for list in [Self.lowerCase, Self.upperCase, "0041-005A 0061-007A 0030-0039"] {
            for range in Self.ranges(list) {
                pattern += escaped(range.lowerBound)
                if range.count > 1 { pattern += "-" + escaped(range.upperBound) }
            }
        }
        for scalar in Self.specials.unicodeScalars { pattern += escaped(scalar.value) }
        for sequence in Self.sequences {
            pattern += "{" + sequence.unicodeScalars.map { escaped($0.value) }.joined() + "}"
        }
        list = rc_set_open(pattern + "]")
    }

    deinit { if let list { rc_set_close(list) } }

    var elementCount: Int { list.map { Int(rc_set_element_count($0)) } ?? 0 }

    /// The code points that the list does not have, in order, of the value's NFC.
    func violations(_ units: [UInt16]) -> [UInt32] {
        guard let list else { return [] }
        let capacity = units.count * 3 + 16
        return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: capacity) { room in
            guard let base = room.baseAddress else { return [] }
            let count = rc_nfc(base, Int32(room.count), units, Int32(units.count))
            var found: [UInt32] = []
            var place: Int32 = 0
            while true {
                place += rc_set_span(list, base + Int(place), count - place)
                guard place < count else { return found }
                let unit = base[Int(place)]
                if unit & 0xFC00 == 0xD800, place + 1 < count {
                    let low = UInt32(base[Int(place) + 1])
                    found.append(0x10000 + (UInt32(unit) - 0xD800) * 0x400 + (low - 0xDC00))
                    place += 2
                } else {
                    found.append(UInt32(unit))
                    place += 1
                }
            }
        }
    }
}

/// A message ID as imports make it (design §8): `rollcall-<run>-<file>-<row>`.
///
/// The ID of a part of a row ends in a third number and could as well be read as that of a row of
/// another run; such IDs are remembered one by one instead.
struct RunMessageID: Hashable {
    var run: String
    var file: Int
    var row: Int

    private static let prefix = Array("rollcall-".utf8)

    /// - Returns: `nil` for every other ID.
    init?(_ id: Bytes) {
        guard id.count > Self.prefix.count, id.starts(with: Self.prefix) else { return nil }
        var end = id.count
        guard let row = Self.number(id, &end), let file = Self.number(id, &end),
            end > Self.prefix.count
        else { return nil }
        var rest = end
        guard Self.number(id, &rest) == nil else { return nil }
        let run = id[Self.prefix.count..<end]
        let isRun = run.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isRun, run.count <= 64 else { return nil }
        self.run = String(decoding: run, as: UTF8.self)
        (self.file, self.row) = (file, row)
    }

    /// The number after the last `-` before `end`, in its one usual form; `end` moves before the `-`.
    private static func number(_ id: Bytes, _ end: inout Int) -> Int? {
        var at = end
        var value = 0
        var scale = 1
        while at > prefix.count, case 0x30...0x39 = id[at - 1] {
            guard end - at < 15 else { return nil }
            at -= 1
            value += Int(id[at] - 0x30) * scale
            scale *= 10
        }
        guard at < end, id[at] != 0x30, at > prefix.count, id[at - 1] == UInt8(ascii: "-") else {
            return nil
        }
        end = at - 1
        return value
    }
}

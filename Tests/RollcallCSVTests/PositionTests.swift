import RollcallCSV
import Testing

/// The places of findings in records that are too large to be kept: the same as where they are kept.
@Test(arguments: [64, 67, 100, 128, 1_000])
func placesInDroppedRecordsAreThoseOfKeptOnes(chunkBytes: Int) throws {
    let quoted = "\"one\ntwo\r\nthree " + String(repeating: "x", count: 90) + "\""
    let texts = [
        // Over the limit of fields, with line ends before and after that place.
        "a,b\n" + [quoted, quoted, quoted, quoted, quoted].joined(separator: ",") + "\nc,d\n",
        // And with a quote that stays open behind it.
        "a,b\n\n" + [quoted, quoted, quoted, "\n\"y\n\n", ""].joined(separator: ","),
        // A quote that stays open in the first field.
        "a\r\n\"b\n\n" + String(repeating: "z\n", count: 300),
    ]
    for text in texts {
        let kept = findings(text, ReadLimits(maxFields: 2), chunkBytes: 1 << 16)
        #expect(kept.count >= 1)
        #expect(findings(text, ReadLimits(maxFields: 2), chunkBytes: chunkBytes) == kept)
    }
}

/// Each finding with its line and its row of the sheet.
private func findings(_ text: String, _ limits: ReadLimits, chunkBytes: Int) -> [String] {
    var cutter = ChunkCutter(limits: limits, chunkBytes: chunkBytes)
    var rest = Array(text.utf8)[...]
    var found: [String] = []
    while true {
        switch cutter.next() {
        case .needsBytes:
            cutter.withFreeSpace { space in
                let count = min(space.count, rest.count)
                space.copyBytes(from: rest.prefix(count))
                rest = rest.dropFirst(count)
                return count
            }
        case .chunk(let chunk):
            for finding in chunk.findings {
                let place = chunk.position(ofByte: finding.byte)
                found.append("\(finding.kind) \(place.byte) line \(place.line) row \(place.sheetRow)")
            }
        case .end: return found
        }
    }
}

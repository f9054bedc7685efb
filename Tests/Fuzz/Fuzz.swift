import RollcallCSV

/// Every kernel against the referee on bytes that libFuzzer makes up. The first two bytes choose the
/// chunk size, the reads, the delimiter and the limits, so that those are searched too.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard input.count >= 2 else { return 0 }
    let bytes = Array(input.dropFirst(2))
    let delimiter = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: " "), 0x09][Int(input[0] & 3)]
    let chunkBytes = [64, 67, 100, 128, 200, 1000, 2048, 4096][Int(input[0] >> 2 & 7)]
    let limits = [
        ReadLimits(), ReadLimits(maxRecordBytes: 20, maxFields: 4), ReadLimits(maxRecordBytes: 100),
        ReadLimits(maxFields: 3),
    ][Int(input[1] & 3)]
    let read = [Int.max, 1, 7, 64][Int(input[1] >> 2 & 3)]
    let wanted = SlowReader(bytes, delimiter: delimiter, limits: limits)
    for kernel in Kernel.allCases where kernel.isAvailable {
        let got = EngineReading(
            bytes, dialect: Dialect(delimiter: delimiter), limits: limits, chunkBytes: chunkBytes,
            kernel: kernel, reads: [read])
        if let difference = firstDifference(wanted, got) {
            fatalError("\(kernel), chunks of \(chunkBytes), reads of \(read): \(difference)")
        }
    }
    checkWriter(wanted)
    return 0
}

/// What the referee read, written again, reads the same.
private func checkWriter(_ reading: SlowReader) {
    let records = reading.records.compactMap { record -> [[UInt8]]? in
        let values = record.fields.compactMap(\.value)
        return values.isEmpty || values.count != record.fields.count ? nil : values
    }
    var writer = RecordWriter()
    for record in records { writer.append(bytes: record) }
    let again = SlowReader(writer.bytes).records.map { $0.fields.map { $0.value ?? [] } }
    if again != records { fatalError("written \(records), read \(again)") }
}

import RollcallCSV
import Testing

/// Holds the engine to the referee on one input.
func check(
    _ bytes: [UInt8], delimiter: UInt8 = UInt8(ascii: ","), limits: ReadLimits = ReadLimits(),
    chunkBytes: Int = 256 << 10, kernel: Kernel = .best, reads: [Int] = [.max],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let wanted = SlowReader(bytes, delimiter: delimiter, limits: limits)
    let got = EngineReading(
        bytes, dialect: Dialect(delimiter: delimiter), limits: limits, chunkBytes: chunkBytes,
        kernel: kernel, reads: reads)
    let difference = firstDifference(wanted, got)
    if let difference {
        Issue.record(
            """
            \(difference)
            input \(String(decoding: bytes.prefix(400), as: UTF8.self).debugDescription), \
            chunks of \(chunkBytes), \(kernel), reads of \(reads)
            """, sourceLocation: sourceLocation)
    }
}

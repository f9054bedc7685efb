public import IdentifyMessages

/// `-`: one message a line on standard output or any other descriptor, without the batch around it
/// (design §5).
///
/// Nothing can be read back from a pipe, so such a run is not resumable.
public struct LineDestination: Destination {
    public let limits = BatchLimits.trackingAPI
    private let descriptor: Int32

    /// - Parameter descriptor: an open file; standard output by default. It is not closed.
    public init(descriptor: Int32 = 1) {
        self.descriptor = descriptor
    }

    public func send(_ batch: Batch) async throws(DeliveryError) -> Receipt {
        var lines: [UInt8] = []
        lines.reserveCapacity(batch.byteCount)
        for slice in batch.slices {
            let first = lines.count
            let range = slice.byteRange
            slice.buffer.withBytes { bytes in
                lines.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[range]))
            }
            // A message ends with a comma, which no other byte needs to be looked at for.
            for message in slice.messages {
                lines[first + slice.buffer.ends[message] - range.lowerBound - 1] = UInt8(
                    ascii: "\n")
            }
        }
        do {
            try FileSystem.writeAll(lines, to: descriptor, path: "standard output")
            return Receipt()
        } catch {
            throw DeliveryError(
                .io,
                detail: error.isBrokenPipe
                    ? "nobody reads standard output any more" : "standard output: \(error.detail)")
        }
    }
}

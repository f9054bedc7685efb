public import IdentifyMessages

/// `-`: one message a line on standard output or any other descriptor, without the batch around it
/// (design §5).
///
/// Nothing can be read back from a pipe, so such a run is not resumable.
public struct LineDestination: Destination {
    public let limits = BatchLimits.trackingAPI
    /// Messages come as lines, so that they go out as they were written.
    public let separator = MessageSeparator.lineFeed
    private let descriptor: Int32

    /// - Parameter descriptor: an open file; standard output by default. It is not closed.
    public init(descriptor: Int32 = 1) {
        self.descriptor = descriptor
    }

    public func send(_ batch: Batch) async throws(DeliveryError) -> Receipt {
        do throws(SystemError) {
            for slice in batch.slices {
                let range = slice.byteRange
                try slice.buffer.withBytes { bytes throws(SystemError) in
                    let messages = UnsafeRawBufferPointer(rebasing: bytes[range])
                    if slice.buffer.separator == .lineFeed {
                        try FileSystem.writeAll(messages, to: descriptor, path: "standard output")
                    } else {
                        let lines = Self.lines(of: slice, messages, from: range.lowerBound)
                        try FileSystem.writeAll(lines, to: descriptor, path: "standard output")
                    }
                }
            }
            return Receipt()
        } catch {
            throw DeliveryError(
                .io,
                detail: error.isBrokenPipe
                    ? "nobody reads standard output any more" : "standard output: \(error.detail)")
        }
    }

    /// Messages that somebody made for a request body.
    private static func lines(
        of slice: Batch.Slice, _ messages: UnsafeRawBufferPointer, from start: Int
    ) -> [UInt8] {
        var lines = [UInt8](messages)
        for message in slice.messages {
            lines[slice.buffer.ends[message] - start - 1] = MessageSeparator.lineFeed.rawValue
        }
        return lines
    }
}

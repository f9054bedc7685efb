internal import CZlib

/// ISA-L's decoder, opened at run time.
final class ISALInflater: Inflater {
    private let decoder: OpaquePointer

    /// nil where the machine has no ISA-L that decodes a test stream rightly.
    init?() {
        guard let decoder = rc_isal_new() else { return nil }
        self.decoder = decoder
    }

    deinit { rc_isal_free(decoder) }

    func start() { rc_isal_start(decoder) }

    func inflate(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> InflateStep {
        let step = rc_isal_inflate(
            decoder, input.baseAddress, input.count, output.baseAddress, output.count)
        let state: InflateStep.State =
            switch step.status {
            case 0: .goesOn
            case 1: .finished
            default: .damaged(Self.words(step.status))
            }
        return InflateStep(
            consumed: Int(step.consumed), produced: Int(step.produced), state: state)
    }

    func checksum(_ crc: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
        rc_isal_checksum(crc, bytes.baseAddress, bytes.count)
    }

    /// ISA-L has numbers only; the words are those that zlib uses.
    private static func words(_ status: Int32) -> String {
        switch status {
        case -1: "invalid block type"
        case -2: "invalid code"
        case -3: "invalid distance too far back"
        default: "error \(status)"
        }
    }
}

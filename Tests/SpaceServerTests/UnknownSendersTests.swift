import ProfileSpace
import Testing

@testable import SpaceServer

/// What is kept of strangers stays within its limits, whatever they send.
@Suite struct UnknownSendersTests {
    private func note(
        _ text: String, _ kind: TrackingRequest.Kind, at time: Int, in senders: UnknownSenders
    ) throws {
        var bytes = Array(text.utf8)
        let request = try bytes.withUnsafeMutableBytes { bytes in
            try TrackingRequest(kind, UnsafeRawBufferPointer(bytes), receivedAt: time)
        }
        senders.note(
            request.messages, request.count, .unknownSource, key: "ABCDEFGH", receivedAt: time)
    }

    private func entries(_ senders: UnknownSenders, text: String? = nil, after: Int = 0) -> [String] {
        senders.entries(text: text, type: nil, after: after, limit: 1_000).map {
            String(decoding: $0.name, as: UTF8.self)
        }
    }

    @Test func largeMessagesPushOlderOnesOut() throws {
        let senders = UnknownSenders()
        let filling = String(repeating: "x", count: 30_000)
        for number in 1...300 {
            let text = #"{"userId":"u","event":"E\#(number)","properties":{"x":"\#(filling)"}}"#
            try note(text, .single(.track), at: number, in: senders)
        }
        let kept = senders.entries(text: nil, type: nil, after: 0, limit: 1_000)
        let bytes = kept.reduce(0) { $0 + $1.message.count }
        #expect(bytes <= UnknownSenders.maxBytes && bytes > UnknownSenders.maxBytes - 40_000)
        #expect(entries(senders).first == "E300 (key ABCD…)")
        #expect(entries(senders, after: 298) == ["E300 (key ABCD…)", "E299 (key ABCD…)"])
        #expect(entries(senders, text: #""E290""#) == ["E290 (key ABCD…)"])
        #expect(entries(senders, text: #""E1""#).isEmpty)
    }

    @Test func allAreCountedAndOldMinutesForgotten() throws {
        let senders = UnknownSenders()
        #expect(senders.source == nil)
        let one = #"{"type":"track","userId":"u","event":"E"},"#
        let batch = #"{"batch":[\#(String(repeating: one, count: 99))7]}"#
        try note(batch, .batch, at: 60_000, in: senders)
        #expect(entries(senders).count == UnknownSenders.maxSample)
        #expect(senders.counts(minutes: 1...1).map(\.count) == [100])
        let later = UnknownSenders.keptMinutes + 1
        try note(batch, .batch, at: later * 60_000, in: senders)
        #expect(senders.counts(minutes: 0...later).map(\.minute) == [later])
    }
}

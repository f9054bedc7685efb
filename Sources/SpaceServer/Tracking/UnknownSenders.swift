internal import IdentifyMessages
internal import ProfileSpace
internal import Synchronization

/// What came with write keys that no source has: a sample for the source debugger, and counts for the
/// delivery overview.
///
/// It lives in memory alone and within fixed limits: a stranger fills no disk and keeps no known sender
/// waiting.
final class UnknownSenders: Sendable {
    /// Stands for the source.
    static let name = "(unknown write keys)"
    static let maxEntries = 500
    static let maxBytes = 4 << 20
    /// Of one request; the rest is only counted.
    static let maxSample = 20
    /// Minutes that counts are kept: what a delivery overview compares.
    static let keptMinutes = 28 * 24 * 60

    private struct Minute: Hashable {
        var number: Int
        var code: DiscardCode
    }

    private struct State {
        /// The newest last.
        var entries: [DebuggerEntry] = []
        var bytes = 0
        var last = 0
        var counts: [Minute: Int] = [:]
        var firstAt = 0
        var lastMinute = 0
    }

    private let state = Mutex(State())

    /// Notes a request's messages.
    ///
    /// - Parameters:
    ///   - count: of all its messages.
    ///   - key: what it was sent with; only its first characters are kept.
    ///   - receivedAt: milliseconds since 1970.
    /// - Complexity: O(bytes of the sample).
    func note(
        _ messages: MessageBuffer?, _ count: Int, _ code: DiscardCode, key: String, receivedAt: Int
    ) {
        let sample = messages.map { Self.sample($0, code, key: key, receivedAt: receivedAt) } ?? []
        state.withLock { state in
            if state.firstAt == 0 { state.firstAt = receivedAt }
            let minute = receivedAt / 60_000
            state.counts[Minute(number: minute, code: code), default: 0] += count
            if minute > state.lastMinute {
                state.lastMinute = minute
                state.counts = state.counts.filter { $0.key.number > minute - Self.keptMinutes }
            }
            for var entry in sample {
                state.last += 1
                entry.number = state.last
                state.bytes += entry.message.count
                state.entries.append(entry)
            }
            var old = max(0, state.entries.count - Self.maxEntries)
            for entry in state.entries.prefix(old) { state.bytes -= entry.message.count }
            while state.bytes > Self.maxBytes, old < state.entries.count {
                state.bytes -= state.entries[old].message.count
                old += 1
            }
            state.entries.removeFirst(old)
        }
    }

    private static func sample(
        _ messages: MessageBuffer, _ code: DiscardCode, key: String, receivedAt: Int
    ) -> [DebuggerEntry] {
        let start = " (key \(key.prefix(4))…)"
        return messages.withBytes { text in
            messages.ends.indices.suffix(maxSample).map { index in
                let range = messages.byteRange(ofMessage: index)
                var members = MessageMembers()
                // What is no message has no name, and is shown as it is.
                _ = try? members.read(text, range)
                let type = MessageType(members.type, in: text)
                let name = type == .track ? members.event : type == .identify ? members.userID : members.name
                return DebuggerEntry(
                    number: 0, receivedAt: receivedAt, type: type?.rawValue ?? "",
                    name: (name.isString ? name.text(in: text) : []) + Array(start.utf8),
                    verdict: "rejected", code: code.rawValue, message: Array(text[range]))
            }
        }
    }

    /// As one of a space's; `nil` where nothing came.
    var source: SpaceSource? {
        state.withLock { state in
            guard state.firstAt > 0 else { return nil }
            return SpaceSource(
                number: 0, name: Self.name, createdAt: state.firstAt,
                lastReceivedAt: state.entries.last?.receivedAt)
        }
    }

    /// As ``Space/debugger(source:text:type:event:after:limit:)``.
    func entries(text: String?, type: String?, after: Int, limit: Int) -> [DebuggerEntry] {
        let wanted = text.map { Array($0.utf8) } ?? []
        let entries = state.withLock { $0.entries }
        let found = entries.reversed().lazy.filter { entry in
            entry.number > after && (type == nil || entry.type == type)
                && (wanted.isEmpty || entry.message.contains(wanted))
        }
        return Array(found.prefix(max(limit, 1)))
    }

    /// As ``Space/deliveryCounts(source:minutes:)``.
    func counts(minutes: ClosedRange<Int>) -> [DeliveryCount] {
        state.withLock { $0.counts }.filter { minutes.contains($0.key.number) }.map { minute, count in
            DeliveryCount(
                minute: minute.number, source: Self.name, verdict: "rejected",
                code: minute.code.rawValue, type: "", name: "", count: count)
        }
    }
}

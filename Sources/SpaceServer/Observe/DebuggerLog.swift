internal import Synchronization

/// The last messages of each source, as the source debugger shows them: a sample, never all.
final class DebuggerLog: Sendable {
    /// What became of a message.
    enum Verdict: String, Sendable {
        case allowed, duplicate, rejected
    }

    /// A message that came in.
    struct Entry: Sendable {
        /// Counts the entries of the server; later ones have larger numbers.
        var number: Int
        /// Milliseconds since 1970.
        var receivedAt: Int
        var verdict: Verdict
        /// Why it was rejected.
        var code: String?
        /// The message as JSON; the write key was never in it.
        var json: [UInt8]
    }

    /// Messages that are kept of each source.
    static let capacity = 500
    /// Messages a second and source that are taken in; under load the rest is passed over.
    static let maxPerSecond = 200
    /// Bytes of one message that are kept.
    static let maxEntryBytes = 32_768

    private struct Ring {
        var entries: [Entry] = []
        var next = 0
        var second = 0
        var taken = 0
    }

    private struct State {
        var rings: [String: Ring] = [:]
        var last = 0
    }

    private let state = Mutex(State())

    /// How many of `count` messages are worth handing in now.
    func room(for source: String, at milliseconds: Int, of count: Int) -> Int {
        state.withLock { state in
            var ring = state.rings[source] ?? Ring()
            if ring.second != milliseconds / 1_000 {
                ring.second = milliseconds / 1_000
                ring.taken = 0
            }
            let room = min(count, Self.maxPerSecond - ring.taken)
            ring.taken += room
            state.rings[source] = ring
            return room
        }
    }

    func add(_ entries: [Entry], from source: String) {
        guard !entries.isEmpty else { return }
        state.withLock { state in
            var ring = state.rings.removeValue(forKey: source) ?? Ring()
            for var entry in entries where entry.json.count <= Self.maxEntryBytes {
                state.last += 1
                entry.number = state.last
                if ring.entries.count < Self.capacity {
                    ring.entries.append(entry)
                } else {
                    ring.entries[ring.next] = entry
                    ring.next = (ring.next + 1) % Self.capacity
                }
            }
            state.rings[source] = ring
        }
    }

    /// The sources that sent something since the start.
    var sources: [String] { state.withLock { $0.rings.keys.sorted() } }

    /// Entries of a source, the newest first.
    ///
    /// - Parameters:
    ///   - after: only those with larger numbers.
    ///   - containing: a text that stands anywhere in the message; empty: any message.
    func entries(of source: String, after: Int = 0, containing text: String = "") -> [Entry] {
        let ring = state.withLock { $0.rings[source]?.entries ?? [] }
        let needle = Array(text.utf8)
        return ring.filter { $0.number > after && $0.json.holds(needle) }
            .sorted { $0.number > $1.number }
    }
}

extension [UInt8] {
    /// Whether `part` stands in the bytes. Complexity: O(bytes × part).
    func holds(_ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard count >= part.count else { return false }
        return indices.prefix(count - part.count + 1).contains { start in
            self[start] == first && self[start..<start + part.count].elementsEqual(part)
        }
    }
}

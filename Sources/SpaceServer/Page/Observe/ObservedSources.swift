internal import ProfileSpace

/// Sources as the page observes them: those of the space, and what came with keys that nobody knows.
struct ObservedSources {
    private let space: Space
    private let unknown: UnknownSenders

    init(_ server: SpaceServer) {
        space = server.space
        unknown = server.unknownSenders
    }

    /// Sources in order of their first appearance; unknown senders stand last.
    func all() throws -> [SpaceSource] {
        try space.sources() + [unknown.source].compactMap(\.self)
    }

    /// As ``Space/debugger(source:text:type:event:after:limit:)``.
    func debugger(
        _ source: String, text: String? = nil, type: String? = nil, after: Int = 0, limit: Int = 500
    ) throws -> [DebuggerEntry] {
        source == UnknownSenders.name
            ? unknown.entries(text: text, type: type, after: after, limit: limit)
            : try space.debugger(source: source, text: text, type: type, after: after, limit: limit)
    }

    /// As ``Space/deliveryCounts(source:minutes:)``.
    func deliveryCounts(source: String?, minutes: ClosedRange<Int>) throws -> [DeliveryCount] {
        guard source != UnknownSenders.name else { return unknown.counts(minutes: minutes) }
        let known = try space.deliveryCounts(source: source, minutes: minutes)
        return source == nil ? known + unknown.counts(minutes: minutes) : known
    }
}

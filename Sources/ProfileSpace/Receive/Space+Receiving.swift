extension Space {
    /// Takes in messages of any kind that a source sent: resolves them, stores traits of Identify calls
    /// and events, remembers their IDs, and shows them in the debugger. Callers that wait together
    /// share a transaction.
    ///
    /// - Returns: what became of each message, once it is durable.
    /// - Throws: when another process writes for longer than the busy time-out, or the disk fails;
    ///   nothing of the call is in the space then.
    /// - Complexity: O(bytes) and a few look-ups a message.
    public func receive(_ messages: ReceivedMessages) async throws(SpaceError) -> [MessageVerdict] {
        guard case .verdicts(let verdicts) = try await submit(.received(messages)).answer() else {
            return []
        }
        return verdicts
    }
}

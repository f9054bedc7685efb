/// The identifiers of profiles that are there already, for whoever goes through all of them once: a check
/// of a file asks which of its values the profiles have in another spelling.
public protocol KnownIdentifiers: Sendable {
    /// Profiles that `forEachIdentifier` looks at, at most. Where there are more it takes as many, spread
    /// evenly.
    var maxProfiles: Int { get }

    /// Hands on the identifiers of some types, in no particular order; those of merged-away profiles aside.
    /// Ends early where its task is cancelled.
    ///
    /// - Parameters:
    ///   - types: as they are configured.
    ///   - use: takes the index of the type and the value, which holds for the call alone; returns
    ///     `false` to stop.
    /// - Returns: how many profiles were looked at.
    /// - Throws: when they cannot be read.
    /// - Complexity: O(profiles), each read once and in order.
    func forEachIdentifier(
        of types: [String], _ use: (_ type: Int, _ value: UnsafeRawBufferPointer) -> Bool
    ) throws(LookupError) -> Int
}

/// What is about to be sent, for whoever asks before a remote send (design §5).
public struct SendPreview: Sendable, Hashable {
    /// Data rows that will be sent, as far as they are known: those left out for errors aside.
    /// `nil` where nothing was checked.
    public var rows: Int?
    /// An upper bound of the people: rows with an identifier value that no earlier row had.
    public var people: Int?
    /// Traits that the space does not know yet, in column order.
    public var newTraits: [String]
    /// Where the inputs lie, also what came through a pipe.
    public var paths: [String] = []
    /// Whether a part of the run was sent before.
    public var hasBegun = false

    public init(rows: Int? = nil, people: Int? = nil, newTraits: [String] = []) {
        self.rows = rows
        self.people = people
        self.newTraits = newTraits
    }
}

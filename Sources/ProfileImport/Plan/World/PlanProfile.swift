internal import IdentityResolution

/// A profile as a replay has it in hand.
final class PlanProfile {
    /// Where bytes lie: in the part, or from -1 downwards in the values of known profiles.
    struct Place {
        var start: Int
        var count: Int

        init(_ range: Range<Int>) { (start, count) = (range.lowerBound, range.count) }

        /// In the values of known profiles.
        init(known range: Range<Int>) { (start, count) = (-1 - range.lowerBound, range.count) }

        init(start: Int, count: Int) { (self.start, self.count) = (start, count) }
    }

    struct Identifier {
        var rule: Int
        var value: Place
    }

    struct Trait {
        var name: Int32
        /// JSON; empty: it was removed.
        var value: Place
        var order: Int
    }

    /// Its place among the profiles of the replay, which rises with creation.
    let number: Int
    /// Its place among the known profiles of the part; -1: it is new.
    let known: Int
    /// Beside `identifiers`, one for one.
    var held: [HeldIdentifier] = []
    var identifiers: [Identifier] = []
    var mergeCount = 0
    /// -1: it stands.
    var mergedInto = -1
    var traits: [Trait] = []
    /// Traits that it had before the first row.
    var firstTraits = 0
    /// Whether some row went to it.
    var isTouched = false
    /// Whether it has got an identifier or another profile.
    var hasGrown = false
    /// Rows that end in it, once the replay is over, and the first of them, among the rows of all files.
    var rows = 0
    var firstRow = Int.max
    /// For a new one, the record's file and row that made it.
    var madeBy: (file: Int, row: Int) = (0, 0)

    init(number: Int, known: Int) {
        self.number = number
        self.known = known
    }
}

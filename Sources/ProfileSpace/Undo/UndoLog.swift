/// Keeps what profiles were before a run first touched them, in the transaction that changes them
/// (table `undo`). Profiles that the run created need no mention.
///
/// Between the first and the last touch of a run, others may touch the same profile; then the run
/// cannot be undone, which is noted where the run meets such a profile again.
final class UndoLog {
    /// Bits of a row's state: the column is kept here; otherwise the run did not change it.
    struct State: OptionSet {
        let rawValue: Int
        static let identifiers = State(rawValue: 1)
        static let traits = State(rawValue: 2)
        static let traitMarks = State(rawValue: 4)
        /// Something else came in between.
        static let interrupted = State(rawValue: 8)
    }

    /// Profiles have numbers below 2⁴⁰.
    static let profileBits = 40

    private let insert: RawStatement
    private let selectMarks: RawStatement
    private var run = 0
    /// The marks of the run's rows, in rising order, neighbours joined.
    private var marks: [ClosedRange<Int>] = []
    private var nextMark = 0

    init(on database: OpaquePointer, path: String) throws(SpaceError) {
        insert = try RawStatement(
            """
            INSERT INTO undo VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (id) DO UPDATE SET
                identifiers = iif(state & 1 OR NOT ?5 & 1, identifiers, ?6),
                traits = iif(state & 2 OR NOT ?5 & 2, traits, ?7),
                trait_marks = iif(state & 4 OR NOT ?5 & 4, trait_marks, ?8),
                state = state | ?5 | ?9
            """, on: database, path: path)
        selectMarks = try RawStatement(
            """
            SELECT first_mark, first_mark + last_row - first_row FROM arrivals
            WHERE run = ?1 AND first_mark > ?2 ORDER BY first_mark
            """, on: database, path: path)
    }

    /// To be called before the rows of a batch are applied.
    ///
    /// - Parameter nextMark: the mark of the batch's first new row.
    func begin(run: Int, nextMark: Int) throws(SpaceError) {
        if run != self.run {
            marks = []
            self.run = run
        }
        self.nextMark = nextMark
        selectMarks.bind(1, run)
        selectMarks.bind(2, marks.last?.upperBound ?? 0)
        defer { selectMarks.reset() }
        while try selectMarks.step() {
            let (first, last) = (selectMarks.int(0), selectMarks.int(1))
            if let previous = marks.last, previous.upperBound + 1 == first {
                marks[marks.count - 1] = previous.lowerBound...last
            } else {
                marks.append(first...last)
            }
        }
    }

    /// Whether a mark is that of a row of this run.
    private func isOwn(_ mark: Int) -> Bool {
        if mark >= nextMark { return true }
        var (low, high) = (0, marks.count)
        while low < high {
            let middle = (low + high) / 2
            if marks[middle].upperBound < mark { low = middle + 1 } else { high = middle }
        }
        return low < marks.count && marks[low].contains(mark)
    }

    /// Keeps what a stored profile was, as far as it is about to change.
    func keep(
        _ profile: WorkingProfile, identifiers: Bytes, traits: Bytes, marks: Bytes?
    ) throws(SpaceError) {
        let old = profile.stored
        let isOwnTouch = isOwn(old.lastMark)
        let isOwnProfile = isOwn(profile.firstMark)
        if isOwnTouch, isOwnProfile { return }
        var state: State = []
        if !isOwnProfile {
            if !ProfileSpace.areEqual(old.identifiers, identifiers) { state.insert(.identifiers) }
            if !ProfileSpace.areEqual(old.traits, traits) { state.insert(.traits) }
            if !Self.areEqual(old.traitMarks, marks) { state.insert(.traitMarks) }
        }
        if isOwnTouch, state.isEmpty { return }
        if isOwnProfile { state.insert(.interrupted) }
        insert.bind(1, run << Self.profileBits | profile.id)
        insert.bind(2, old.updatedAt)
        insert.bind(3, old.lastMark)
        insert.bind(4, old.mergeCount)
        insert.bind(5, state.rawValue)
        bind(6, old.identifiers, if: state.contains(.identifiers))
        bind(7, old.traits, if: state.contains(.traits))
        bind(8, old.traitMarks, if: state.contains(.traitMarks))
        // Met again although its last row is another's.
        insert.bind(9, isOwnTouch ? 0 : State.interrupted.rawValue)
        try insert.run()
    }

    private func bind(_ index: Int32, _ text: Bytes?, if isWanted: Bool) {
        if isWanted, let text { insert.bind(index, text: text) } else { insert.bindNull(index) }
    }

    private static func areEqual(_ one: Bytes?, _ other: Bytes?) -> Bool {
        switch (one, other) {
        case (nil, nil): true
        case (let one?, let other?): ProfileSpace.areEqual(one, other)
        default: false
        }
    }
}

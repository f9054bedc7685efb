/// What a value may be by its first bytes and its length, as `CScanRow.h` numbers it.
///
/// Be advised: it stands here and not beside the kernel, because a set of another module costs a call
/// for every question that a row asks of it.
struct SuspectKinds: OptionSet {
    let rawValue: UInt8

    static let formula = SuspectKinds(rawValue: 1)
    static let card = SuspectKinds(rawValue: 2)
    static let socialSecurityNumber = SuspectKinds(rawValue: 4)
    /// At most 24 bytes that begin with a digit.
    static let digits = SuspectKinds(rawValue: 8)
    /// At most 15 bytes that begin as words for nothing and errors do.
    static let word = SuspectKinds(rawValue: 16)
    /// `Mar-01` and the like.
    static let month = SuspectKinds(rawValue: 32)
    /// Begins with `example-` and has more.
    static let example = SuspectKinds(rawValue: 64)
    /// Surely an address of a test.
    static let testAddress = SuspectKinds(rawValue: 128)
}

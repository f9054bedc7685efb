import IdentityResolution
import Testing

/// `identifiers-and-traits` §8: user_id, email, then the others alphabetically.
@Test func theDefaultOrderIsSegments() {
    let types = IdentifierRule.defaults.map(\.type)
    #expect(types.prefix(2) == ["user_id", "email"])
    #expect(Array(types.dropFirst(2)) == types.dropFirst(2).sorted())
    #expect(types.count == 11)
}

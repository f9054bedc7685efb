import IdentityResolution
import Testing

/// Goal: rules that cannot hold are refused with the reason, and blocked values are told as
/// `identifiers-and-traits` §6 says. Method: tables.
@Suite struct IdentityRulesTests {
    private func blocks(_ value: String, values: [String] = [], patterns: [String] = []) throws -> Bool {
        let rules = try IdentityRules([
            IdentifierRule(type: "x", limit: 1, blocked: BlockedValues(values: values, patterns: patterns))
        ])
        return rules.matcher().isBlocked(Array(value.utf8), rule: 0)
    }

    @Test(arguments: [
        ("", true), ("0", true), ("-", true), ("0000-00", true), ("00 00", false), ("-1", true),
        ("-10", false), ("null", true), ("NULL", false), ("Null", false), ("nulls", false),
        ("anonymous", true), ("Anonymous", false), ("a0", false), ("00\n", false),
    ])
    func theSuggestedValues(value: String, blocked: Bool) throws {
        let suggested = BlockedValues.suggested
        #expect(try blocks(value, values: suggested.values, patterns: suggested.patterns) == blocked)
    }

    /// The pattern that is answered without ICU must say what ICU says: an equal pattern, written
    /// so that the short cut does not know it, is the referee.
    @Test func theShortCutAgreesWithICU() throws {
        let alphabet = Array("0-1a é\n")
        for length in 0...4 {
            var indices = [Int](repeating: 0, count: length)
            repeat {
                let value = String(indices.map { alphabet[$0] })
                // `$` of ICU also matches before a last line end; the whole value must match, though.
                #expect(
                    try blocks(value, patterns: ["^[0-]*$"]) == blocks(value, patterns: ["^[-0]*$"]))
            } while advance(&indices, below: alphabet.count)
        }
    }

    private func advance(_ indices: inout [Int], below bound: Int) -> Bool {
        for place in indices.indices {
            indices[place] += 1
            if indices[place] < bound { return true }
            indices[place] = 0
        }
        return false
    }

    @Test(arguments: [
        ("test-.*", "test-1", true), ("test-.*", "my test-1", false), ("tes", "test", false),
        ("[ÀàÉé]+", "éÉ", true), ("a|ab", "ab", true), ("(?i)void", "VOID", true),
        ("\\+1555\\d{7}", "+15555550123", true), (".", "😀", true),
    ])
    func aPatternMatchesTheWholeValue(pattern: String, value: String, blocked: Bool) throws {
        #expect(try blocks(value, patterns: [pattern]) == blocked)
    }

    @Test(arguments: ["a(?=b)", "a(?!b)", "(?<=a)b", "x[(]?(?<!a)b", "\\\\(?=b)", "\\Qa\\E(?!c)"])
    func lookAroundIsRefused(pattern: String) {
        #expect(throws: BadIdentityRule(rule: 0, .pattern(pattern, .lookAround))) {
            try IdentityRules([
                IdentifierRule(type: "x", limit: 1, blocked: .init(patterns: [pattern]))
            ])
        }
    }

    @Test(arguments: ["\\(\\?=b\\)", "[(?=]", "\\Q(?=\\E", "(?<name>a)", "(?:a)", "(?i)a"])
    func whatOnlyResemblesLookAroundIsTaken(pattern: String) throws {
        #expect(try !blocks("zzz", patterns: [pattern]))
    }

    @Test(arguments: ["(", "[a", "a{2,1}", "*", ""])
    func whatIsNoPatternIsRefused(pattern: String) {
        #expect(throws: BadIdentityRule.self) {
            try IdentityRules([
                IdentifierRule(type: "x", limit: 1, blocked: .init(patterns: [pattern]))
            ])
        }
    }

    /// Without a bound this one takes longer than the universe has.
    @Test func aPatternThatCostsTooMuchBlocks() throws {
        let value = String(repeating: "a", count: 60) + "b"
        #expect(try blocks(value, patterns: ["(a+)+"]))
        #expect(try !blocks("ab", patterns: ["(a+)+"]))
        let long = String(repeating: "x", count: 400_000)
        #expect(try blocks(long, patterns: ["(x|y)*z"]))
    }

    @Test func rulesThatCannotHoldAreRefused() {
        let one = IdentifierRule(type: "user_id", limit: 1)
        #expect(throws: BadIdentityRule(rule: 1, .duplicateType)) { try IdentityRules([one, one]) }
        #expect(throws: BadIdentityRule(rule: 0, .emptyType)) {
            try IdentityRules([IdentifierRule(type: "", limit: 1)])
        }
        #expect(throws: BadIdentityRule(rule: 0, .limit(0))) {
            try IdentityRules([IdentifierRule(type: "a", limit: 0)])
        }
    }

    @Test func typesAreFoundByTheirBytes() throws {
        #expect(IdentityRules.defaults.index(ofType: "email") == 1)
        #expect(IdentityRules.defaults.index(ofType: "Email") == nil)
        #expect(IdentityRules.defaults.groupRule == 7)
        // Canonically equivalent, but other bytes.
        let rules = try IdentityRules([IdentifierRule(type: "caf\u{E9}", limit: 1)])
        #expect(rules.index(ofType: "cafe\u{301}") == nil)
        #expect(!rules.matcher().isBlocked(Array("null".utf8), rule: 9))
    }
}

import ProfileImport
import Testing

@Test(arguments: [
    ("a", true), ("2026-01-31_nightly", true), ("", false), ("a b", false), ("ü", false),
    (String(repeating: "x", count: 64), true), (String(repeating: "x", count: 65), false),
])
func aRunIDIsShortAndPlain(text: String, isValid: Bool) {
    #expect((RunID(text) != nil) == isValid)
}

import ProfileCSV
import Testing

@testable import ProfileImport

@Suite struct MaskingTests {
    private func check(
        _ value: String, codePoint: String? = nil, becomes masked: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let problem = Problem(
            ProblemCode(rawValue: "invalid_character"), severity: .error, targets: .all,
            arguments: codePoint.map { ["code_point": $0] } ?? [:], excerpt: value)
        #expect(
            Masking.excerpt(of: problem).map { Array($0.utf8) } == Array(masked.utf8),
            sourceLocation: sourceLocation)
    }

    @Test func lettersAndDigitsAreHiddenAndTheFindingIsNot() {
        check("", becomes: "")
        check("Zoë-42 @example.com", becomes: "xxx-00 @xxxxxxx.xxx")
        check("O\u{2019}Brien", codePoint: "U+2019", becomes: "x\u{2019}xxxxx")
        check("Muñoz Ñ", codePoint: "U+00F1", becomes: "xxñxx x")
        check("a1", codePoint: "U+0061", becomes: "a0")
        check("東京 ٣", becomes: "xx 0")
        check("gg\u{35F}", codePoint: "U+0067 U+035F", becomes: "gg\u{35F}")
        check("abc", codePoint: "no code point", becomes: "xxx")
        check("abc", codePoint: "U+110000", becomes: "xxx")
    }
}

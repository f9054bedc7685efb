import Testing

@testable import SpaceServer

/// What a spreadsheet program would run as a formula is text for it.
@Suite struct ExcelSafeCSVTests {
    @Test(arguments: [
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"), ("\t=1", "'\t=1"), ("\r=1", "'\r=1"), ("  =1", "'  =1"), ("\"=1", "'\"=1"),
        ("-5", "-5"), ("+49123", "+49123"), ("-1.5", "-1.5"), ("-", "'-"), ("a=b", "a=b"), ("", ""),
    ])
    func aFormulaBeginsWithAnApostrophe(field: String, safe: String) {
        #expect(ExcelSafeCSV.safe(field) == safe)
    }

    @Test func theOtherFieldsAreAsTheyWere() {
        let line = String(decoding: ExcelSafeCSV.line(["u-1", "a, b", "=x"]), as: UTF8.self)
        #expect(line == "u-1,\"a, b\",'=x\r\n")
    }
}

import ProfileCSV
import Testing

@Suite struct ContentTests {
    @Test(
        arguments: [
            ([0x50, 0x4B, 0x03, 0x04, 0x14], .zip), ([0x50, 0x4B, 0x05, 0x06], .zip),
            ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0], .ole), ([0x50, 0x4B], nil),
            ([], nil),
        ] as [([UInt8], ContentSniffer.Kind?)])
    func binaryFilesAreRecognised(bytes: [UInt8], kind: ContentSniffer.Kind?) {
        #expect(ContentSniffer.kind(ofFileBeginning: bytes) == kind)
    }

    @Test(
        arguments: [
            ("<!DOCTYPE html>", .html), ("\u{FEFF}\n <HTML>", .html), ("<table><tr>", .html),
            ("<?xml version=\"1.0\"?>", .html), ("{\"a\":1}", .json), ("[\n {", .json),
            ("[\"a\",1]", .json),
            ("{}", .json), ("[]", .json), ("%PDF-1.4", .pdf), ("[id],[name]", nil), ("{id},b", nil),
            ("a,b", nil), ("<email>,b", nil), ("\"<html>\",b", nil), ("PK,name", nil),
            ("\u{FEFF}a", nil),
        ] as [(String, ContentSniffer.Kind?)])
    func textThatIsNoCSVIsRecognised(text: String, kind: ContentSniffer.Kind?) {
        #expect(ContentSniffer.kind(ofFileBeginning: text.utf8) == kind, "\(text)")
    }

    @Test(
        arguments: [
            ("Zo\u{EB},M\u{FC}ller", "windows-1252"), ("O\u{92}Brien", "windows-1252"),
            ("\u{93}quoted\u{94} \u{96} 5 \u{80}", "windows-1252"),
            ("Se\u{F1}or \u{C5}sa", "windows-1252"),
            ("\u{9A}koda", "windows-1252"),
            ("Zo\u{91},Mu\u{9F}ller,Ren\u{8E},Fran\u{8D}ois,Se\u{96}or", "macintosh"),
            ("\u{CF}\u{F0}\u{E8}\u{E2}\u{E5}\u{F2},\u{EC}\u{E8}\u{F0}", nil),
            ("\u{93}\u{FA}\u{96}\u{7B}", nil), ("abc", nil), ("", nil),
            ("a\u{0},\u{0}b\u{0}\u{E9}\u{0}\n\u{0}c\u{0}", "utf-16le"),
            ("\u{0}a\u{0},\u{0}b\u{0}\u{E9}\u{0}\n\u{0}c", "utf-16be"),
        ] as [(String, String?)])
    func bytesOfAnotherEncodingAreRecognised(latin1: String, name: String?) {
        let bytes = latin1.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        #expect(EncodingGuess.encodingName(for: bytes) == name, "\(latin1)")
    }
}

import Foundation
import IdentifyMessages
import Testing

/// Goal: dates are read as ISO 8601 says. Method: a table, and Foundation's calendar as referee.
@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("1970-01-02T00:00:00Z", 86_400_000), ("2026-01-31T10:00:00Z", 1_769_853_600_000),
        ("2026-01-31T10:00:00.5Z", 1_769_853_600_500), ("2026-01-31T10:00:00.123456Z", 1_769_853_600_123),
        ("2026-01-31T12:30:00+02:30", 1_769_853_600_000), ("2026-01-31T12:30:00+0230", 1_769_853_600_000),
        ("2026-01-31T05:00-05", 1_769_853_600_000), ("1969-12-31T23:59:59.999Z", -1),
        ("2024-02-29", 1_709_164_800_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("2023-02-29", nil), ("2026-13-01", nil), ("2026-00-01", nil), ("2026-01-32", nil), ("2026-1-1", nil),
        ("2026-01-31T10:00:00", nil), ("2026-01-31T24:00:00Z", nil), ("2026-01-31T10:60:00Z", nil),
        ("2026-01-31T10:00:00.Z", nil), ("2026-01-31T10:00:00Zx", nil), ("2026-01-31T", nil), ("", nil),
        ("20260131", nil), ("2026-01-31T10:00:00+25:00", nil), ("2026-01-31T10:00:00+02:", nil), ("x", nil),
    ] as [(String, Int?)])
    func aTimestampIsRead(text: String, milliseconds: Int?) {
        #expect(Timestamp.milliseconds(text.utf8) == milliseconds)
    }

    @Test func writtenTimesAgreeWithTheCalendarAndAreReadBack() {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        var milliseconds = -62_000_000_000_000
        while milliseconds < 250_000_000_000_000 {
            let text = Timestamp.text(milliseconds: milliseconds)
            #expect(Timestamp.milliseconds(text.utf8) == milliseconds)
            if milliseconds > 0 {
                let date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
                #expect(formatter.string(from: date) == text)
            }
            milliseconds += 86_399_999 * 997 + 12_345
        }
        #expect(Timestamp.text(milliseconds: .max) == "9999-12-31T23:59:59.999Z")
        #expect(Timestamp.text(milliseconds: .min) == "0000-01-01T00:00:00.000Z")
    }
}

import IdentityResolution
import Testing

@testable import ProfileSpace

/// Goal: the small parts of the store are what their descriptions say. Method: vectors and round trips.
@Suite struct StoreTests {
    /// The reference vectors of SipHash-2-4: key 00…0f, messages 00, 00 01, …
    @Test func theHashIsSipHash() {
        let hash = IdentifierHash(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
        let vectors: [(Int, UInt64)] = [
            (0, 0x726f_db47_dd0e_0e31), (1, 0x74f8_39c5_93dc_67fd), (7, 0xab02_00f5_8b01_d137),
            (8, 0x93f5_f579_9a93_2462), (15, 0xa129_ca61_49be_45e5),
        ]
        for (length, expected) in vectors {
            let message = (0..<length).map { UInt8($0) }
            #expect(message.withUnsafeBytes { hash($0) } == expected)
        }
        #expect(hash.forType([1])([].withUnsafeBytes { $0 }) != hash.forType([2])([].withUnsafeBytes { $0 }))
    }

    @Test(arguments: [1, 2, 61, 62, 1_000_000, Int(UInt32.max) + 7, Int.max])
    func aProfileIDLeadsBackToItsNumber(number: Int) {
        let ids = SegmentID(session: 0xFEDC_BA98_7654_3210)
        let text = String(decoding: ids.text(profile: number, milliseconds: 1_767_225_600_000), as: UTF8.self)
        #expect(text.utf8.count == 31)
        #expect(SegmentID.profile(in: text) == number)
        #expect(SegmentID.profile(in: text + "0") == nil)
        #expect(SegmentID.profile(in: "acc_" + text.dropFirst(4)) == nil)
        #expect(SegmentID.profile(in: text.dropLast() + "-") == nil)
    }

    @Test func profileIDsRiseWithTimeAndNumber() {
        let ids = SegmentID(session: 7)
        let texts = [(1, 0), (2, 0), (100, 0), (1, 1_767_225_600_000), (9, Int.max)]
            .map { String(decoding: ids.text(profile: $0.0, milliseconds: $0.1), as: UTF8.self) }
        #expect(texts == texts.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
        #expect(texts.last?.utf8.count == 31)
    }

    @Test func copiesStayWhereTheyAre() {
        let arena = ByteArena()
        let texts = (0..<5_000).map { [UInt8](repeating: UInt8($0 % 251), count: $0 % 1_500) }
        let copies = texts.map { arena.copy($0) }
        for (text, copy) in zip(texts, copies) { #expect(Array(copy) == text) }
        #expect(arena.copy([UInt8](repeating: 7, count: 3 << 20)).count == 3 << 20)
        arena.empty()
        #expect(Array(arena.copy([1, 2, 3])) == [1, 2, 3])
    }

    @Test func theFilterNeverDeniesWhatItHolds() {
        let hash = IdentifierHash(3, 4)
        func hashed(_ number: Int) -> UInt64 { withUnsafeBytes(of: number) { hash($0) } }
        for capacity in [0, 1, 1_000, 20_000] {
            var filter = HashFilter(capacity: capacity)
            for number in 0..<capacity { filter.add(hashed(number)) }
            #expect(filter.count == capacity)
            #expect((0..<capacity).allSatisfy { filter.mayHold(hashed($0)) })
            let wrong = (capacity..<capacity + 10_000).count { filter.mayHold(hashed($0)) }
            #expect(wrong < 500, "\(wrong) of 10,000")
        }
    }
}

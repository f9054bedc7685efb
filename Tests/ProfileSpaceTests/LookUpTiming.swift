import Foundation
import IdentityResolution
import ProfileSpace
import Testing

/// Goal: the time of one look-up in a large space, to be read, not asserted. Method: profiles spread over
/// the space named by `ROLLCALL_LARGE_SPACE`, each looked up by its first identifier, cold and warm.
@Suite struct LookUpTiming {
    private static let folder = ProcessInfo.processInfo.environment["ROLLCALL_LARGE_SPACE"]

    @Test(.enabled(if: folder != nil)) func lookUps() throws {
        let space = try Space.open(
            directory: try #require(Self.folder), rules: .defaults, createIfMissing: false)
        let newest = try space.profileCount()
        let identities = try (1...1_000).compactMap { step in
            try space.profiles(after: newest / 1_001 * step, limit: 1).profiles.first?.identities.first
        }
        for round in ["first", "second"] {
            var times: [Double] = []
            for identity in identities {
                let start = ContinuousClock.now
                #expect(try space.profile(type: identity.type, value: identity.value) != nil)
                times.append((ContinuousClock.now - start) / .milliseconds(1))
            }
            times.sort()
            let mean = times.reduce(0, +) / Double(times.count)
            print(
                "\(round) round, \(newest) profiles: mean \(mean) ms, median \(times[times.count / 2]) ms, "
                    + "99 of 100 below \(times[times.count * 99 / 100]) ms")
        }
        try space.close()
    }
}

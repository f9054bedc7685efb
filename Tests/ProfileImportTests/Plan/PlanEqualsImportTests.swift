import Foundation
import IdentityExamples
import ProfileCSV
import ProfileImport
import Testing

/// Goal: what a plan says is what an import does. Method: both, on generated files with dense shared
/// identifiers, tight limits, windows and blocked values, into an empty space and then once more into
/// the space that this made.
@Suite struct PlanEqualsImportTests {
    /// `ROLLCALL_PLAN_FILES`: how many generated files; a make target asks for many.
    static var files: Int {
        ProcessInfo.processInfo.environment["ROLLCALL_PLAN_FILES"].flatMap { Int($0) } ?? 20
    }

    @Test func generatedFiles() async throws {
        for seed in 1...UInt64(Self.files) {
            let file = PlanFile(seed: seed)
            let harness = try PlanHarness(file.configuration)
            let half = file.world.messages.count / 2
            let first = try harness.folder.write("first.csv", file.csv(0..<half))
            let second = try harness.folder.write(
                "second.csv", file.csv(half..<file.world.messages.count))
            try await harness.check([first], run: "a", "seed \(seed), empty space")
            try await harness.check([second], run: "b", "seed \(seed), second half")
            try await harness.check([first, second], run: "c", "seed \(seed), all again")
        }
    }
}

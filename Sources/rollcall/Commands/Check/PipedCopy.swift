internal import Foundation
internal import Glibc
internal import ProfileImport

/// `check --fix -`: the corrected copy on standard output.
enum PipedCopy {
    /// Makes the copy in the temporary folder, where it is checked, and then writes it out: what goes
    /// on in a pipe cannot be taken back.
    static func write(
        _ file: String, _ stage: FixStage, _ settings: Settings,
        progress: @escaping @Sendable (StageProgress) -> Void
    ) async throws -> FixOutcome {
        var name = Array((settings.temporaryFolder + "/rollcall-XXXXXX").utf8CString)
        guard mkdtemp(&name) != nil else {
            throw Failure.create(settings.temporaryFolder, code: errno)
        }
        let folder = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        // What cannot be removed here is the system's to clear.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var outcome = try await stage.fix(file, to: folder + "/copy.csv", progress: progress)
        if outcome.after != nil { try copyOut(outcome.file) }
        outcome.file = "-"
        outcome.changesFile = nil
        return outcome
    }

    private static func copyOut(_ path: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else { throw Failure.create(path, code: errno) }
        defer { try? file.close() }
        var output = StandardOutput()
        while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
            try output.append(piece)
        }
        try output.flush()
    }
}

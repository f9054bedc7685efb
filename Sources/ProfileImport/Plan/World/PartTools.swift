internal import IdentityResolution

/// What every part is replayed with, by whichever task.
struct PartTools: Sendable {
    let rules: IdentityRules
    let resolver: Resolver
    /// One for each rule.
    let hashes: [IdentifierHash]
    let known: any KnownProfiles
    let sheetRows: PlanSheetRows
    /// Bytes beyond which what is kept of a part's rows lies in a file.
    let memory: Int
    let folder: String

    /// Replays a part and tells what came of it.
    func replay(
        _ bytes: LargeArray<UInt8>, trace: PlanTrace?
    ) async throws(ImportError) -> PlanTally {
        var tally = PlanTally()
        guard bytes.count > 0 else { return tally }
        let part = PlanPart(bytes, hashes: hashes)
        try await part.load(known)
        do throws(SystemError) {
            let replay = try PartReplay(
                part, rules: rules, resolver: resolver, sheetRows: sheetRows, memory: memory,
                folder: folder)
            replay.run(&tally, trace: trace)
        } catch { throw .system(error) }
        return tally
    }
}

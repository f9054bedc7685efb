internal import ArgumentParser
internal import Foundation
internal import ProfileSpace

/// `rollcall space stats`: how much is in the space.
struct SpaceStatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Count profiles, identifiers, merges and what rules left off.",
        discussion: "Looks at every profile, which takes a while in a large space.")

    struct Flags: ParsableArguments {
        @Option(help: "How it is printed: text or json.")
        var format = ProfileCommand.Format.text
    }

    @OptionGroup(title: "Options") var flags: Flags
    @OptionGroup(title: "Common options") var global: GlobalOptions

    func run() throws {
        let settings = try Settings(global)
        let folder = SpaceFolder(location: settings.space)
        guard let space = try folder.open(createIfMissing: false) else { throw folder.isMissing }
        let statistics = try space.statistics()
        var output = StandardOutput()
        switch flags.format {
        case .json: try output.append(Self.json(statistics))
        case .text:
            for line in Self.table(statistics, settings.console.outputStyle) { try output.print(line) }
        }
        try output.flush()
    }

    private static func table(_ statistics: SpaceStatistics, _ style: Style) -> [String] {
        var table = TextTable([.left, .right])
        func add(_ name: String, _ count: Int) { table.append([name, Words.grouped(count)]) }
        add("profiles", statistics.profiles)
        add("merged into others", statistics.mergedAway)
        for count in statistics.identifiers { add("  " + Words.visible(count.name), count.count) }
        add("names of traits", statistics.traitNames)
        add("accounts", statistics.accounts)
        add("events", statistics.events)
        add("runs", statistics.runs)
        add("rows and messages", statistics.rows)
        for count in statistics.violations { add("  " + count.name, count.count) }
        table.append(["on disk", Words.bytes(statistics.bytes)])
        if let time = statistics.lastReceivedAt { table.append(["last change", Words.time(time)]) }
        return table.lines()
    }

    private static func json(_ statistics: SpaceStatistics) throws -> [UInt8] {
        func object(_ counts: [SpaceStatistics.Count]) -> [String: Int] {
            Dictionary(counts.map { ($0.name, $0.count) }) { first, _ in first }
        }
        var members: [String: Any] = [
            "v": 1, "profiles": statistics.profiles, "merged_away": statistics.mergedAway,
            "identifiers": object(statistics.identifiers), "trait_names": statistics.traitNames,
            "accounts": statistics.accounts, "events": statistics.events, "runs": statistics.runs,
            "rows": statistics.rows, "violations": object(statistics.violations),
            "sources": statistics.sources, "bytes": statistics.bytes,
            "undo_profiles": statistics.undoRows,
        ]
        if let time = statistics.lastReceivedAt { members["last_received_at"] = Words.timestamp(time) }
        let data = try JSONSerialization.data(
            withJSONObject: members, options: [.sortedKeys, .withoutEscapingSlashes])
        return [UInt8](data) + [UInt8(ascii: "\n")]
    }
}

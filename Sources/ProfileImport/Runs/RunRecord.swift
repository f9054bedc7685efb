internal import Foundation
internal import ProfileCSV

/// What a run remembers of its command, as `run.json` in its folder: enough to go on after a stop.
struct RunRecord: Codable, Hashable, Sendable {
    /// An input file and what it was when it was checked.
    struct Input: Codable, Hashable, Sendable {
        /// As the user named it, `-` for standard input.
        var file: String
        /// Where it lies: for standard input in the run's folder.
        var path: String
        var stamp: FileSystem.Stamp
        /// Digest of the decompressed text; `nil` until a pass has read it to its end.
        var digest: String?
        /// Data rows; `nil` until a pass has read it to its end.
        var rows: Int?

        /// Whether `other` is the same input: by digest where both have been read, else by place,
        /// size and time.
        func isSame(as other: Input) -> Bool {
            if let digest, let otherDigest = other.digest { return digest == otherDigest }
            return path == other.path && stamp == other.stamp
        }
    }

    /// What decides about the messages: a resume goes by these, whatever its own command says.
    struct Settings: Codable, Hashable, Sendable {
        var encoding: String?
        var delimiter: UInt8
        var header: [[UInt8]]?
        var maxRecordBytes: Int
        var maxFields: Int
        var allowsAnonymous: Bool
        var checksFirst: Bool
        /// Of the program; stands in every message.
        var version: String
        /// Tools that get the messages beside the space; `nil`: all of them.
        var forward: [String]?
        /// `--only-changed`.
        var onlyChanged: [UInt8]?
        /// `ImportOptions.notes`.
        var notes: [String: String]?

        var forwarding: Forwarding {
            guard let forward else { return .all }
            return forward.isEmpty ? .none : .only(forward)
        }

        mutating func take(_ forwarding: Forwarding) {
            switch forwarding {
            case .all: forward = nil
            case .none: forward = []
            case .only(let names): forward = names
            }
        }
    }

    static let currentVersion = 1

    var v = RunRecord.currentVersion
    var run: String
    /// Seconds since 1970.
    var started: Double
    /// What tells destinations apart: `space:PATH`, `dir:PATH`, a URL.
    var destination: String
    /// Whether rows left the machine; `nil` in records of older versions, which could not send so.
    var isRemote: Bool?
    var inputs: [Input]
    var settings: Settings

    /// Whether two runs are of the same files in the same order.
    func hasSameInputs(as others: [Input]) -> Bool {
        inputs.count == others.count && zip(inputs, others).allSatisfy { $0.isSame(as: $1) }
    }

    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }

    /// - Throws: where the bytes are no record, or one of a newer version.
    static func parse(_ json: [UInt8]) throws -> RunRecord {
        let record = try JSONDecoder().decode(RunRecord.self, from: Data(json))
        guard record.v <= currentVersion else {
            throw ImportError(
                .unreadableRun, detail: "the run was written by a newer version of rollcall")
        }
        return record
    }
}

/// The totals of a run, as `totals.json` in its folder: a run that has them is finished.
struct FinishedTotals: Codable, Hashable, Sendable {
    struct File: Codable, Hashable, Sendable {
        var file: String
        var read: Int
        var delivered: Int
        var rejected: Int
        var skipped: Int
    }

    var run: String
    var files: [File]

    /// - Returns: `nil` where the bytes are no totals.
    static func parse(_ json: [UInt8]) -> ImportTotals? {
        guard let found = try? JSONDecoder().decode(FinishedTotals.self, from: Data(json)),
            let run = RunID(found.run)
        else { return nil }
        return ImportTotals(
            run: run,
            files: found.files.map {
                ImportTotals.File(
                    file: $0.file,
                    counts: .init(
                        read: $0.read, delivered: $0.delivered, rejected: $0.rejected,
                        skipped: $0.skipped))
            })
    }
}

import Foundation
import IdentifyMessages
import IdentityResolution
import ProfileSpace
import Synchronization

/// A space in a folder of its own that goes away with it, and batches made of message texts.
final class SpaceHarness: Sendable {
    let folder: String
    let space: Space
    /// 2026-01-01T00:00:00Z.
    static let start = 1_767_225_600_000

    init(_ rules: [IdentifierRule] = IdentifierRule.defaults, seed: UInt64 = 1) throws {
        folder = NSTemporaryDirectory() + "rollcall-space-\(UUID().uuidString)"
        space = try Self.open(folder, rules, seed: seed)
    }

    deinit {
        try? space.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    static func open(
        _ folder: String, _ rules: [IdentifierRule] = IdentifierRule.defaults, seed: UInt64 = 1,
        busyTimeout: Double = 30
    ) throws -> Space {
        let state = Mutex(seed)
        return try Space.open(
            directory: folder, rules: IdentityRules(rules),
            options: .init(
                cacheBytes: 8 << 20, busyTimeout: busyTimeout, now: { start },
                random: {
                    state.withLock {
                        $0 = $0 &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                        return $0
                    }
                }))
    }

    /// Messages of rows 1, 2, … or of the given rows.
    static func batch(_ messages: [String], rows: [Int]? = nil, firstRow: Int = 1) -> Batch {
        var buffer = JSONBuffer()
        for (index, message) in messages.enumerated() {
            buffer.append(Array(message.utf8))
            buffer.endMessage(row: rows?[index] ?? firstRow + index)
        }
        var packer = BatchPacker(limits: SpaceDestination.limits)
        if let taken = buffer.take() { _ = packer.add(taken) }
        return packer.finish()
            ?? Batch(number: 1, slices: [], messageCount: 0, byteCount: 0, rows: [])
    }

    /// Takes a place in the order of writing, without waiting.
    func begin(_ messages: [String], run: String = "R", firstRow: Int = 1) -> PendingReceipt {
        SpaceDestination(
            space, run: SpaceRun(id: run, startedAt: Self.start, source: "people.csv")
        ).begin(Self.batch(messages, firstRow: firstRow))
    }

    @discardableResult
    func send(
        _ messages: [String], run: String = "R", rows: [Int]? = nil, firstRow: Int = 1,
        startedAt: Int = SpaceHarness.start
    ) async throws -> Receipt {
        let destination = SpaceDestination(
            space, run: SpaceRun(id: run, startedAt: startedAt, source: "people.csv"))
        return try await destination.send(Self.batch(messages, rows: rows, firstRow: firstRow))
    }

    /// The identifiers of every profile, oldest first.
    func identities() throws -> [String] {
        var all: [String] = []
        try space.forEachProfile { profile in
            all.append(profile.identities.map(Self.text).sorted().joined(separator: " "))
            return true
        }
        return all
    }

    /// Everything that two equal spaces must agree on: identifiers and traits of every profile.
    func content() throws -> [String] {
        var all: [String] = []
        try space.forEachProfile { profile in
            let traits = profile.traits.map {
                String(decoding: $0.name + [0x3D] + $0.json, as: UTF8.self)
            }
            all.append(
                profile.identities.map(Self.text).sorted().joined(separator: " ") + " | "
                    + traits.sorted().joined(separator: " "))
            return true
        }
        return all
    }

    func traits(_ type: String, _ value: String) throws -> [String: String] {
        var traits: [String: String] = [:]
        for trait in try space.profile(type: type, value: value)?.traits ?? [] {
            traits[String(decoding: trait.name, as: UTF8.self)] = String(decoding: trait.json, as: UTF8.self)
        }
        return traits
    }

    static func text(_ identity: Profile.Identity) -> String {
        identity.type + "=" + String(decoding: identity.value, as: UTF8.self)
    }

    /// A message with identifiers as `type=value`, traits as text, and a time in hours.
    static func message(
        _ ids: [String], traits: [(String, String)] = [], hours: Int? = nil
    ) -> String {
        var fields = [#""type":"identify""#]
        var external: [String] = []
        for id in ids {
            let parts = id.split(separator: "=", maxSplits: 1).map(String.init)
            switch parts[0] {
            // A second user ID can only travel with the others.
            case "user_id" where !fields.contains { $0.hasPrefix("\"userId\"") }:
                fields.append("\"userId\":\"\(parts[1])\"")
            case "group_id": fields.append("\"groupId\":\"\(parts[1])\"")
            default:
                external.append(
                    #"{"id":"\#(parts[1])","type":"\#(parts[0])","collection":"users","encoding":"none"}"#)
            }
        }
        if let hours {
            fields.append("\"timestamp\":\"\(Timestamp.text(milliseconds: start + hours * 3_600_000))\"")
        }
        let members = traits.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",")
        fields.append("\"traits\":{\(members)}")
        fields.append("\"context\":{\"externalIds\":[\(external.joined(separator: ","))]}")
        return "{" + fields.joined(separator: ",") + "}"
    }
}

internal import Foundation

extension ReadBack {
    /// Looks for people and compares what is there with what was sent.
    ///
    /// Waits up to ``patience`` for those that are not there as they were sent: a place may take a
    /// moment to show what it has accepted.
    func compare(_ people: [PeopleSample.Person]) async throws(ImportError) -> ReadBackResult {
        let start = ContinuousClock.now
        var open = people
        var judged: [(person: PeopleSample.Person, finding: Finding)] = []
        repeat {
            judged = []
            for person in open {
                if Task.isCancelled { throw ImportError.cancelled }
                judged.append((person, try await look(for: person)))
            }
            open = judged.filter { $0.finding != .same }.map(\.person)
            guard !open.isEmpty, ContinuousClock.now - start < patience else { break }
            do { try await Task.sleep(for: .seconds(1)) } catch { throw ImportError.cancelled }
        } while true
        var names: [String: Int] = [:]
        for case .different(let traits) in judged.map(\.finding) {
            for name in traits { names[String(decoding: name, as: UTF8.self), default: 0] += 1 }
        }
        let frequent = names.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5).map(\.key)
        return ReadBackResult(
            people: people.count, missing: judged.count { $0.finding == .missing },
            different: judged.count { if case .different = $0.finding { true } else { false } },
            traits: frequent, place: name)
    }

    private enum Finding: Hashable {
        case same, missing
        case different([[UInt8]])
    }

    private func look(for person: PeopleSample.Person) async throws(ImportError) -> Finding {
        guard let found = try await traits(person.id) else { return .missing }
        let present = Dictionary(found.map { ($0.name, $0.json) }) { _, last in last }
        let differing = person.traits.filter { name, json in
            guard let other = present[name] else { return json != Array("null".utf8) }
            return !JSONEquality.areEqual(json, other)
        }
        return differing.isEmpty
            ? .same : .different(differing.keys.sorted { $0.lexicographicallyPrecedes($1) })
    }
}

/// Whether two JSON texts say the same: `12.50` and `12.5` do, `"1"` and `1` do not.
enum JSONEquality {
    static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        if one == other { return true }
        guard let first = try? JSONDecoder().decode(Value.self, from: Data(one)),
            let second = try? JSONDecoder().decode(Value.self, from: Data(other))
        else { return false }
        return first == second
    }

    private enum Value: Decodable, Equatable {
        case null
        case flag(Bool)
        case number(Double)
        case text([UInt8])
        case list([Value])
        case object([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(Array(text.utf8))
            } else if let list = try? container.decode([Value].self) {
                self = .list(list)
            } else {
                self = .object(try container.decode([String: Value].self))
            }
        }
    }
}

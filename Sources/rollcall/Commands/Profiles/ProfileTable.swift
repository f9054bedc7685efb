internal import ArgumentParser
internal import IdentifyMessages
internal import ProfileSpace
internal import RollcallCSV

/// Profiles as CSV in one of Segment's three download forms (`computed-traits-and-predictions` §6.4).
struct ProfileTable {
    enum Form: String, CaseIterable, ExpressibleByArgument {
        /// `key,value,external_ids`.
        case a
        /// And a column for each value of each type: `email`, `email_1` …
        case b
        /// And a column for each type; further values on rows of their own.
        case c
    }

    let form: Form

    /// Prints the header and all profiles of the list.
    func print(_ list: ProfileList, into output: inout StandardOutput) throws {
        var writer = RecordWriter()
        let types = form == .a ? [] : try Self.types(in: list)
        var header = ["key", "value", "external_ids"]
        for (type, most) in types {
            header.append(type)
            if form == .b { header += (1..<max(most, 1)).map { "\(type)_\($0)" } }
        }
        writer.append(header)
        try list.forEach { profile in
            let head = [Array(profile.segmentID.utf8), Self.traits(of: profile), Self.ids(of: profile)]
            switch form {
            case .a:
                writer.append(bytes: head)
            case .b:
                writer.append(
                    bytes: head + types.flatMap { type, most in
                        Self.padded(Self.values(of: type, in: profile), to: most)
                    })
            case .c:
                Self.appendRows(of: profile, head, types, to: &writer)
            }
            if writer.bytes.count >= 1 << 16 { try output.append(writer.take()) }
        }
        try output.append(writer.take())
    }

    /// Form c: the first values beside each other, every further value alone in its column.
    private static func appendRows(
        of profile: Profile, _ head: [[UInt8]], _ types: [(type: String, most: Int)],
        to writer: inout RecordWriter
    ) {
        let values = types.map { self.values(of: $0.type, in: profile) }
        writer.append(bytes: head + values.map { $0.first ?? [] })
        for (column, further) in values.enumerated() {
            for value in further.dropFirst() {
                var row = [[UInt8]](repeating: [], count: types.count)
                row[column] = value
                writer.append(bytes: head + row)
            }
        }
    }

    /// The types that occur, in order of their first occurrence, with the most values of one profile.
    private static func types(in list: ProfileList) throws -> [(type: String, most: Int)] {
        var order: [String] = []
        var most: [String: Int] = [:]
        try list.forEach { profile in
            var counts: [String: Int] = [:]
            for identity in profile.identities { counts[identity.type, default: 0] += 1 }
            for identity in profile.identities where most[identity.type] == nil {
                order.append(identity.type)
                most[identity.type] = 0
            }
            for (type, count) in counts { most[type] = max(most[type] ?? 0, count) }
        }
        return order.map { ($0, most[$0] ?? 0) }
    }

    private static func values(of type: String, in profile: Profile) -> [[UInt8]] {
        profile.identities.filter { $0.type == type }.map(\.value)
    }

    private static func padded(_ values: [[UInt8]], to count: Int) -> [[UInt8]] {
        Array((values + [[UInt8]](repeating: [], count: count)).prefix(count))
    }

    private static func traits(of profile: Profile) -> [UInt8] {
        var buffer = JSONBuffer(capacity: 1 << 10)
        buffer.append("{" as StaticString)
        for (index, trait) in profile.traits.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            buffer.appendString(trait.name)
            buffer.append(UInt8(ascii: ":"))
            buffer.append(trait.json)
        }
        buffer.append("}" as StaticString)
        return buffer.withBytes { [UInt8]($0) }
    }

    /// `{"email":["a@example.com"],…}`, the types in order of arrival.
    private static func ids(of profile: Profile) -> [UInt8] {
        var order: [String] = []
        for identity in profile.identities where !order.contains(identity.type) {
            order.append(identity.type)
        }
        var buffer = JSONBuffer(capacity: 1 << 10)
        buffer.append("{" as StaticString)
        for (index, type) in order.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            buffer.appendString(Array(type.utf8))
            buffer.append(":[" as StaticString)
            for (place, value) in values(of: type, in: profile).enumerated() {
                if place > 0 { buffer.append(UInt8(ascii: ",")) }
                buffer.appendString(value)
            }
            buffer.append("]" as StaticString)
        }
        buffer.append("}" as StaticString)
        return buffer.withBytes { [UInt8]($0) }
    }
}

internal import Foundation
internal import ProfileSpace

/// One profile for people.
struct ProfileText {
    let profile: Profile
    let style: Style

    /// All lines, without line ends.
    var lines: [String] {
        var lines = [
            "\(style.bold(profile.segmentID)): \(Words.count(profile.identities.count, "identifier")), "
                + "\(Words.count(profile.traits.count, "trait")), since \(Words.time(profile.createdAt))"
        ]
        lines += section("Identifiers", profile.identities.map { identity in
            (identity.type, Self.text(identity.value), identity.origin)
        })
        lines += section("Traits", profile.traits.map { trait in
            (Self.text(trait.name), Self.text(trait.content), trait.origin)
        })
        lines += section("Accounts", profile.links.map { link in
            ("group_id", Self.text(link.groupID), nil)
        })
        lines += section("Merged into it", profile.merges.map { merge in
            (merge.merged, Words.time(merge.at), merge.origin)
        })
        return lines
    }

    private func section(
        _ title: String, _ rows: [(name: String, value: String, origin: Profile.Origin?)]
    ) -> [String] {
        guard !rows.isEmpty else { return [] }
        var table = TextTable([.left, .left, .left])
        for row in rows {
            table.append([row.name, row.value, row.origin.map { style.dim(Self.words($0)) } ?? ""])
        }
        return ["", style.bold(title)] + table.lines(indent: 2)
    }

    private static func words(_ origin: Profile.Origin) -> String {
        guard let row = origin.row else { return "source " + Words.visible(origin.source) }
        let file = origin.source.isEmpty ? "file \(origin.file ?? 1)" : Words.visible(origin.source)
        return "\(file), data row \(Words.grouped(row))"
    }

    private static func text(_ bytes: [UInt8]) -> String {
        Words.visible(String(decoding: bytes, as: UTF8.self))
    }
}

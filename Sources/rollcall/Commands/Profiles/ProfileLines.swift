internal import IdentifyMessages
internal import ProfileSpace

/// Profiles as JSON, one object a line; the members are named as in Segment's Profile API.
struct ProfileLines: ~Copyable {
    private var buffer = JSONBuffer(capacity: 1 << 16)

    /// The lines so far.
    var bytes: [UInt8] { buffer.withBytes { [UInt8]($0) } }
    var count: Int { buffer.count }

    mutating func removeAll() { buffer.truncate(to: 0) }

    mutating func append(_ profile: Profile) {
        member("segment_id", Array(profile.segmentID.utf8), opening: "{")
        member("created_at", Self.time(profile.createdAt))
        member("updated_at", Self.time(profile.updatedAt))
        list("external_ids", profile.identities) { buffer, identity in
            Self.member("type", Array(identity.type.utf8), "{", into: &buffer)
            Self.member("id", identity.value, ",", into: &buffer)
            buffer.append(#","collection":"users","encoding":"none""#)
            Self.member("created_at", Self.time(identity.addedAt), ",", into: &buffer)
            buffer.append("}" as StaticString)
        }
        buffer.append(#","traits":{"#)
        for (index, trait) in profile.traits.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            buffer.appendString(trait.name)
            buffer.append(UInt8(ascii: ":"))
            buffer.append(trait.json)
        }
        buffer.append("}" as StaticString)
        list("merges", profile.merges) { buffer, merge in
            Self.member("merged", Array(merge.merged.utf8), "{", into: &buffer)
            Self.member("survivor", Array(merge.survivor.utf8), ",", into: &buffer)
            Self.member("at", Self.time(merge.at), ",", into: &buffer)
            buffer.append("}" as StaticString)
        }
        list("links", profile.links) { buffer, link in
            Self.member("group_id", link.groupID, "{", into: &buffer)
            Self.member("at", Self.time(link.at), ",", into: &buffer)
            buffer.append("}" as StaticString)
        }
        buffer.append("}\n" as StaticString)
    }

    private mutating func list<Element>(
        _ name: StaticString, _ elements: [Element],
        _ write: (inout JSONBuffer, Element) -> Void
    ) {
        buffer.append(",\"" as StaticString)
        buffer.append(name)
        buffer.append("\":[" as StaticString)
        for (index, element) in elements.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            write(&buffer, element)
        }
        buffer.append("]" as StaticString)
    }

    private mutating func member(
        _ name: StaticString, _ value: [UInt8], opening: StaticString = ","
    ) {
        Self.member(name, value, opening, into: &buffer)
    }

    private static func member(
        _ name: StaticString, _ value: [UInt8], _ opening: StaticString,
        into buffer: inout JSONBuffer
    ) {
        buffer.append(opening)
        buffer.append("\"" as StaticString)
        buffer.append(name)
        buffer.append("\":" as StaticString)
        buffer.appendString(value)
    }

    /// RFC 3339 in UTC, with milliseconds, exactly: an export is read back.
    private static func time(_ milliseconds: Int) -> [UInt8] {
        Array(Timestamp.text(milliseconds: milliseconds).utf8)
    }
}

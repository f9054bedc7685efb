internal import IdentifyMessages

extension ProfileFilter {
    /// What stands in the JSON of every profile that a trait filter fits.
    var needle: String? {
        guard case .trait(let name, _) = self else { return nil }
        var buffer = JSONBuffer(capacity: 256)
        buffer.appendString(name)
        buffer.append(UInt8(ascii: ":"))
        return buffer.withBytes { String(decoding: $0, as: UTF8.self) }
    }
}

extension Profile {
    /// Whether all filters fit. Values and names are compared as bytes.
    func fits(_ filters: [ProfileFilter]) -> Bool {
        filters.allSatisfy { filter in
            switch filter {
            case .identifier(let type, let value):
                identities.contains { $0.type.utf8.elementsEqual(type.utf8) && $0.value == value }
            case .trait(let name, let value):
                traits.contains { $0.name == name && $0.content == value }
            }
        }
    }
}

extension Profile.Trait {
    /// A string's content, escapes undone; another value as it is written.
    public var content: [UInt8] {
        guard json.first == UInt8(ascii: "\""), json.count >= 2 else { return json }
        var content: [UInt8] = []
        json[1..<json.count - 1].withUnsafeBytes { JSONText.unescape($0, into: &content) }
        return content
    }
}

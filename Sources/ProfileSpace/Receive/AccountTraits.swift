internal import IdentifyMessages

/// The traits of an account: of several JSON objects the later one's members stay, `null` removes.
struct AccountTraits {
    private var members: [(name: [UInt8], json: [UInt8])] = []

    /// Takes in an object; what is none changes nothing.
    mutating func add(_ text: Bytes) {
        guard var scanner = try? JSONScanner(text, 0..<text.count) else { return }
        var read: [(name: [UInt8], json: [UInt8])] = []
        do throws(MalformedJSON) {
            guard try scanner.openObject() else { return }
            repeat {
                let name = try scanner.name().text(in: text)
                let value = try scanner.value(depth: 2 * MessageReader.maxDepth)
                read.append((name, value.kind == .null ? [] : [UInt8](value.json(in: text))))
            } while try scanner.anotherMember()
        } catch {
            return
        }
        for member in read {
            members.removeAll { $0.name == member.name }
            if !member.json.isEmpty { members.append(member) }
        }
    }

    func json() -> [UInt8] {
        var buffer = JSONBuffer(capacity: 1 << 10)
        buffer.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            buffer.appendString(member.name)
            buffer.append(UInt8(ascii: ":"))
            buffer.append(member.json)
        }
        buffer.append(UInt8(ascii: "}"))
        return buffer.withBytes { [UInt8]($0) }
    }
}

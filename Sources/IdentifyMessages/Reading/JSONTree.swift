/// A JSON value that is looked into by name: small texts, read where they lie.
package struct JSONTree {
    package let text: UnsafeRawBufferPointer
    package let value: JSONValue

    private init(_ text: UnsafeRawBufferPointer, _ value: JSONValue) {
        self.text = text
        self.value = value
    }

    /// - Returns: `nil` where the text is no JSON.
    package init?(_ text: UnsafeRawBufferPointer) {
        do throws(MalformedJSON) {
            var scanner = try JSONScanner(text, 0..<text.count)
            scanner.skipSpace()
            let value = try scanner.value(depth: MessageReader.maxDepth + 4)
            try scanner.end()
            self.init(text, value)
        } catch {
            return nil
        }
    }

    /// A member of an object, the last where it stands twice; `nil` where there is none.
    ///
    /// - Complexity: O(bytes of the object).
    package subscript(name: String) -> JSONTree? {
        let name = Array(name.utf8)
        return members.last { $0.name == name }?.tree
    }

    /// The members of an object in order; empty for any other value.
    package var members: [(name: [UInt8], tree: JSONTree)] {
        guard value.kind == .object, var scanner = inside else { return [] }
        var members: [(name: [UInt8], tree: JSONTree)] = []
        do throws(MalformedJSON) {
            guard try scanner.openObject() else { return [] }
            repeat {
                let name = try scanner.name()
                let value = try scanner.value(depth: MessageReader.maxDepth + 4)
                members.append((name.text(in: text), JSONTree(text, value)))
            } while try scanner.anotherMember()
            return members
        } catch {
            return members
        }
    }

    /// The elements of a list in order; empty for any other value.
    package var elements: [JSONTree] {
        guard value.kind == .array, var scanner = inside else { return [] }
        var elements: [JSONTree] = []
        do throws(MalformedJSON) {
            guard try scanner.openList() else { return [] }
            repeat {
                elements.append(
                    JSONTree(text, try scanner.value(depth: MessageReader.maxDepth + 4)))
            } while try scanner.anotherElement()
            return elements
        } catch {
            return elements
        }
    }

    /// A string's content; `nil` of any other value.
    package var string: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    /// A string's content as bytes; `nil` of any other value.
    package var bytes: [UInt8]? { value.isString ? value.text(in: text) : nil }

    /// The value as it stands in the text.
    package var json: [UInt8] { [UInt8](value.json(in: text)) }

    private var inside: JSONScanner? {
        let start = Int(value.offset)
        return try? JSONScanner(text, start..<start + Int(value.count))
    }
}

internal import IdentifyMessages

extension IdentifierExtractor {
    /// Goes through the messages of a batch, which our own writer made; one that cannot be read is
    /// passed over. Complexity: O(bytes).
    ///
    /// - Parameter body: takes a message's identifiers, its fields, and the text that both lie in.
    func read(
        _ batch: Batch, _ body: ([Found], borrowing MessageFields, UnsafeRawBufferPointer) -> Void
    ) {
        var fields = MessageFields()
        var found: [Found] = []
        for slice in batch.slices {
            slice.buffer.withBytes { text in
                for message in slice.messages {
                    let range = slice.buffer.byteRange(ofMessage: message)
                    guard (try? MessageReader.read(text, range, into: &fields)) != nil else {
                        continue
                    }
                    found.removeAll(keepingCapacity: true)
                    extract(fields, in: text, into: &found)
                    body(found, fields, text)
                }
            }
        }
    }
}

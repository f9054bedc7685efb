internal import IdentifyMessages

/// What a server answered.
package struct Answer: Sendable, Hashable {
    package var status: Int
    /// Names in lower case.
    package var headers: [String: String]
    /// The first bytes of the body; ``maxBodyBytes`` at most.
    package var body: [UInt8]

    package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// No answer that matters is larger.
    static let maxBodyBytes = 64 << 10

    func header(_ name: String) -> String? { headers[name] }

    /// Whether the body is a JSON object that says `"success": false`.
    var saysFailure: Bool {
        body.withUnsafeBytes { text in
            JSONTree(text)?["success"]?.value.kind == .false
        }
    }

    /// The server's own words: `message` or `error` of a JSON object, else the text, shortened. What
    /// could move a terminal's cursor is left to whoever prints it.
    var words: String {
        let found = body.withUnsafeBytes { text -> String? in
            guard let tree = JSONTree(text) else { return nil }
            let error = tree["error"]
            return tree["message"]?.string ?? error?["message"]?.string ?? error?.string
                ?? tree["code"]?.string
        }
        let text = found ?? String(decoding: body.prefix(400), as: UTF8.self)
        let line = text.split { $0.isNewline || $0 == "\t" }.joined(separator: " ")
        let short = line.count > 200 ? line.prefix(200) + "…" : line[...]
        return short.isEmpty ? "status \(status)" : "status \(status): \(short)"
    }
}

internal import Foundation
internal import Logging

/// Log lines on standard error: JSON for programs, plain text for people. A line break or control
/// character in a value never begins a line of its own.
struct LineLogHandler: LogHandler {
    let isJSON: Bool
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(isJSON: Bool, logLevel: Logger.Level) {
        self.isJSON = isJSON
        self.logLevel = logLevel
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let time = Date().formatted(.iso8601)
        var line: String
        if isJSON {
            var pairs = [("time", time), ("level", event.level.rawValue)]
            pairs.append(("message", event.message.description))
            pairs += all.map { ($0.key, $0.value.description) }
            let members = pairs.map { "\(Self.quoted($0.0)):\(Self.quoted($0.1))" }
            line = "{" + members.joined(separator: ",") + "}"
        } else {
            line = "\(time) \(event.level.rawValue): \(event.message)"
            for (key, value) in all { line += " \(key)=\(value)" }
            line = Words.visible(line)
        }
        Console.writeToStandardError(line + "\n")
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\" + String(scalar)
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                || [0x2028, 0x2029].contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

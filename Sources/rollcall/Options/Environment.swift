internal import Foundation

/// The process's environment, read once; the libraries get what they need from it as arguments.
struct Environment: Sendable {
    private let values: [String: String]

    static let process = Environment(ProcessInfo.processInfo.environment)

    init(_ values: [String: String]) {
        self.values = values
    }

    /// The variable's value; an empty one counts as absent.
    subscript(name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The variable's value as `parse` reads it.
    ///
    /// - Throws: status 64 when it is there and `parse` refuses it.
    func value<Value>(
        _ name: String, as parse: (String) -> Value?
    ) throws(Failure) -> Value? {
        guard let text = self[name] else { return nil }
        guard let value = parse(text) else {
            throw Failure(.usage, "The variable \(name) cannot be “\(Words.visible(text))”.")
        }
        return value
    }
}

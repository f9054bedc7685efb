internal import Foundation

/// The secrets that commands need: from a file that a flag names, the environment, or a file that
/// space.yaml names, in this order (design §5). Never from a flag itself, never into a message.
struct Secrets: Sendable {
    private let folder: SpaceFolder
    private let environment: Environment

    init(folder: SpaceFolder, environment: Environment) {
        self.folder = folder
        self.environment = environment
    }

    /// - Returns: `nil` where there is none.
    /// - Throws: status 66 when its file cannot be read, 78 when there is no secret in it.
    func writeKey(_ flag: String?, _ configured: String?) throws -> String? {
        try secret(flag, "SEGMENT_WRITE_KEY", configured)
    }

    /// The token of the Profile API; as ``writeKey(_:_:)``.
    func profileToken(_ flag: String?, _ configured: String?) throws -> String? {
        try secret(flag, "SEGMENT_PROFILE_TOKEN", configured)
    }

    private func secret(_ flag: String?, _ variable: String, _ configured: String?) throws -> String? {
        if let flag { return try read(flag) }
        if let value = environment[variable] { return try usable(value, of: variable) }
        guard let configured else { return nil }
        // A relative path of space.yaml starts where space.yaml lies.
        return try read(configured.hasPrefix("/") ? configured : folder.location.appending(configured))
    }

    private func read(_ path: String) throws -> String {
        try usable(String(decoding: TextFile.read(path), as: UTF8.self), of: path)
    }

    /// Line ends around it are nobody's secret; anything else that cannot stand in a header is.
    private func usable(_ text: String, of source: String) throws(Failure) -> String {
        let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !secret.isEmpty, secret.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Failure(
                .badConfiguration, "\(source) holds no key: one word of letters, digits and signs.")
        }
        return secret
    }
}

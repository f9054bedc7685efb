internal import Foundation
internal import SpaceServer

/// The admin's password: given once by file or environment, kept as a hash in the space.
struct AdminPasswordFile {
    private let path: String

    init(_ folder: SpaceFolder) { path = folder.location.appending("admin-password") }

    /// - Returns: `nil` where none was ever given.
    /// - Throws: status 78 for one that is too short, or a damaged file.
    func password(_ serving: ServeSettings, _ environment: Environment) throws -> AdminPassword? {
        let given: String? =
            if let file = serving.passwordFile {
                try TextFile.text(file).trimmingCharacters(in: .newlines)
            } else {
                environment["ROLLCALL_ADMIN_PASSWORD"]
            }
        if let given {
            guard let password = AdminPassword(password: given) else {
                throw Failure(
                    .badConfiguration,
                    "The admin password is shorter than \(AdminPassword.minCharacters) characters.")
            }
            try OutputFile.write(Array((password.text + "\n").utf8), to: path, force: true, mode: 0o600)
            return password
        }
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let stored = try TextFile.text(path).trimmingCharacters(in: .newlines)
        guard let password = AdminPassword(stored: stored) else {
            throw Failure(.badConfiguration, "\(path) is damaged; give the password anew.")
        }
        return password
    }
}

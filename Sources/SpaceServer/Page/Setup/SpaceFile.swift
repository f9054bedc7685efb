internal import Foundation
internal import HTTPTypes
internal import ProfileCSV
internal import ProfileSpace

/// Changes space.yaml from the page, and puts what it says then in force.
enum SpaceFile {
    /// - Parameter change: what is to be different.
    /// - Throws: 400 for what space.yaml could not say; 409 where somebody else changed the file since
    ///   the server read it.
    static func change(_ server: SpaceServer, _ change: (inout SpaceConfiguration) -> Void) throws {
        let path = server.space.directory + "/space.yaml"
        let current = server.configuration
        if let text = try? String(contentsOfFile: path, encoding: .utf8) {
            guard let onDisk = try? SpaceConfiguration.parse(text), onDisk == current else {
                throw ServerError(
                    .conflict, "conflict",
                    "space.yaml was changed by somebody else since the server was started. Start it anew to "
                        + "work with the file as it is now.")
            }
        }
        var changed = current
        change(&changed)
        let yaml = changed.yaml()
        let parsed: SpaceConfiguration
        do throws(ConfigurationError) {
            parsed = try SpaceConfiguration.parse(yaml)
        } catch {
            throw ServerError.invalid(error.message)
        }
        try server.replace(parsed)
        do {
            try Data(yaml.utf8).write(to: URL(filePath: path), options: .atomic)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        } catch {
            try server.replace(current)
            throw ServerError.unavailable("space.yaml cannot be written.")
        }
    }
}

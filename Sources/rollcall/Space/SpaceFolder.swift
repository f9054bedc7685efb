internal import Foundation
internal import Glibc
internal import ProfileCSV

/// The space directory: its configuration, and how it comes to be (design §3).
struct SpaceFolder: Sendable {
    static let configurationName = "space.yaml"
    static let databaseName = "profiles.sqlite"

    let location: SpaceLocation

    var configurationPath: String { location.appending(Self.configurationName) }
    var databasePath: String { location.appending(Self.databaseName) }

    /// The configuration in force: that of space.yaml, else the default.
    ///
    /// - Throws: status 66 when the directory was named and is not there, 78 when space.yaml cannot be
    ///   used.
    func configuration() throws -> ConfigurationFile {
        guard FileManager.default.fileExists(atPath: configurationPath) else {
            if location.origin == .flag || location.origin == .environment { try checkIsDirectory() }
            return ConfigurationFile()
        }
        return try ConfigurationFile.parse(
            try TextFile.text(configurationPath), file: configurationPath)
    }

    /// A named space that is not there yet is fine; a file in its place is not.
    private func checkIsDirectory() throws(Failure) {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: location.path, isDirectory: &isFolder)
        guard !exists || isFolder.boolValue else {
            throw Failure(.badConfiguration, "\(location.path) is a file; a space is a directory.")
        }
    }

    /// Makes the directory with mode 0700 and its `.gitignore`, as far as they are not there.
    ///
    /// - Throws: status 73 when it cannot be made.
    func create() throws {
        try checkIsDirectory()
        if !location.exists {
            do {
                try FileManager.default.createDirectory(
                    atPath: location.path, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            } catch {
                throw Failure.create(location.path, code: errno)
            }
        }
        let ignore = location.appending(".gitignore")
        if !FileManager.default.fileExists(atPath: ignore) {
            try OutputFile.write(
                Array("*\n!\(Self.configurationName)\n".utf8), to: ignore, force: true, mode: 0o600)
        }
    }
}

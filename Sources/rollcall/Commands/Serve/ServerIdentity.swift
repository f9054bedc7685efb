internal import Foundation
internal import ProfileCSV

/// The names that other programs know the space by. What space.yaml lacks of them is made and written
/// into it once, below what stands there.
struct ServerIdentity {
    let configuration: SpaceConfiguration

    /// - Throws: 73 where space.yaml cannot be written, 78 where it cannot be used.
    init(_ folder: SpaceFolder) throws {
        let path = folder.configurationPath
        let exists = FileManager.default.fileExists(atPath: path)
        let known = try folder.configuration().configuration
        var configuration = known
        configuration.id = known.id ?? "spa_" + Self.letters(27)
        configuration.workspace.id = known.workspace.id ?? Self.letters(22)
        configuration.workspace.slug = known.workspace.slug ?? "local"
        guard configuration != known else {
            self.configuration = known
            return
        }
        var text = configuration.yaml()
        if exists {
            var lines = known.id == nil ? ["id: \(configuration.id ?? "")"] : []
            if known.workspace == SpaceConfiguration.Workspace() {
                lines += [
                    "workspace:", "  id: \(configuration.workspace.id ?? "")",
                    "  slug: \(configuration.workspace.slug ?? "")",
                ]
            }
            text = try TextFile.text(path)
            if !lines.isEmpty {
                text += (text.hasSuffix("\n") || text.isEmpty ? "" : "\n")
                    + "\n# Made when the space was first served.\n" + lines.joined(separator: "\n") + "\n"
            }
        }
        try OutputFile.write(Array(text.utf8), to: path, force: true, mode: 0o600)
        self.configuration = configuration
    }

    private static func letters(_ count: Int) -> String {
        let all = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        return String(decoding: (0..<count).map { _ in all[Int.random(in: 0..<62)] }, as: UTF8.self)
    }

    /// Prints the names, and the keys that are new, at once also where nobody watches.
    func print(_ keys: ServerKeys) throws {
        var output = StandardOutput()
        try output.print("workspace ID: \(configuration.workspace.id ?? "")")
        try output.print("workspace slug: \(configuration.workspace.slug ?? "")")
        try output.print("space slug: \(configuration.slug)")
        try output.print("space ID: \(configuration.id ?? "")")
        if let key = keys.newWriteKey { try output.print("write key: \(key)") }
        if let token = keys.newToken { try output.print("Profile API token: \(token)") }
        try output.flush()
    }
}

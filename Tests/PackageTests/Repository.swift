import Foundation

/// The project's own files, as the tests of this folder read them.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().standardizedFileURL

    /// One file with its lines.
    struct File {
        /// From the project's root.
        let path: String
        let lines: [String]
    }

    /// Folders that hold what tools made.
    private static let skipped: Set = [
        ".build", ".git", "dist", ".rollcall", "__pycache__", ".pytest_cache", ".venv",
    ]

    /// The text files under the given folders, whose names end in one of `endings`.
    static func files(under folders: [String], endings: [String]) throws -> [File] {
        try folders.flatMap { folder in
            try paths(under: root.appending(path: folder)).filter { path in
                endings.contains { path.lastPathComponent.hasSuffix($0) }
            }.map { url in
                let text = try String(contentsOf: url, encoding: .utf8)
                return File(
                    path: String(url.path.dropFirst(root.path.count + 1)),
                    lines: text.components(separatedBy: "\n"))
            }
        }
    }

    private static func paths(under folder: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: [.isDirectoryKey]
        ).flatMap { url -> [URL] in
            let name = url.lastPathComponent
            guard !skipped.contains(name), !name.hasPrefix(".build-") else { return [] }
            let isFolder = try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false
            return isFolder ? try paths(under: url.standardizedFileURL) : [url.standardizedFileURL]
        }
    }
}

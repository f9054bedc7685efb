internal import Foundation

/// Where the space lies and why there (design §3).
struct SpaceLocation: Sendable, Hashable {
    /// What decided the place.
    enum Origin: Sendable, Hashable {
        case flag
        case environment
        /// The nearest `.rollcall`, in the current directory or above it.
        case found
        /// `./.rollcall`, which is not there yet.
        case standard
    }

    static let folderName = ".rollcall"

    /// As the user would name it; relative paths start at the current directory.
    let path: String
    let origin: Origin

    init(flag: String?, environment: Environment, directory: String? = nil) {
        if let flag {
            (path, origin) = (flag, .flag)
        } else if let variable = environment["ROLLCALL_SPACE"] {
            (path, origin) = (variable, .environment)
        } else if let found = Self.nearest(
            from: directory ?? FileManager.default.currentDirectoryPath)
        {
            (path, origin) = (found, .found)
        } else {
            (path, origin) = ("./" + Self.folderName, .standard)
        }
    }

    /// Whether there is such a folder already.
    var exists: Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }

    /// The path of a file in the space.
    func appending(_ name: String) -> String {
        path.hasSuffix("/") ? path + name : path + "/" + name
    }

    /// Why this place, for `space show` and `--verbose`.
    var reason: String {
        switch origin {
        case .flag: "--space"
        case .environment: "$ROLLCALL_SPACE"
        case .found: "the nearest .rollcall"
        case .standard: "the default"
        }
    }

    /// `./.rollcall` where it is in the current directory, else the full path. Every command looks for it, so
    /// by plain text: taking URLs apart costs more than a millisecond the first time.
    private static func nearest(from directory: String) -> String? {
        var folder = directory[...]
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        var isFirst = true
        while true {
            let candidate = (folder == "/" ? "" : folder) + "/" + folderName
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder),
                isFolder.boolValue
            {
                return isFirst ? "./" + folderName : candidate
            }
            guard folder != "/", let slash = folder.lastIndex(of: "/") else { return nil }
            folder = slash == folder.startIndex ? "/" : folder[..<slash]
            isFirst = false
        }
    }
}

/// The program's version: `--version`, the library version of every message, the names of packages.
enum Version {
    static let current = "0.1.0"
}

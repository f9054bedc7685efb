import Foundation
import Testing

/// Which module may import which: the arrows of the architecture, read off the sources themselves.
@Suite struct ArrowTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let allowed: [String: Set<String>] = [
        "RollcallCSV": ["CScan"],
        "ByteSources": ["CZlib", "CICU", "Foundation", "Glibc"],
        "IdentifyMessages": ["CScan"],
        "IdentityResolution": ["IdentifyMessages", "CICU"],
        "ProfileCSV": [
            "RollcallCSV", "IdentifyMessages", "IdentityResolution", "CICU", "Yams", "Crypto",
            "Foundation",
        ],
        "ProfileImport": [
            "ByteSources", "ProfileCSV", "RollcallCSV", "IdentifyMessages", "IdentityResolution",
            "CICU", "Logging", "CoreMetrics", "Foundation", "Glibc",
        ],
        "ProfileSpace": [
            "IdentifyMessages", "IdentityResolution", "GRDB", "GRDBSQLite", "Foundation", "Glibc",
        ],
        "TrackingClient": [
            "IdentifyMessages", "IdentityResolution", "CZlib", "AsyncHTTPClient", "NIOCore",
            "NIOHTTP1", "NIOPosix", "NIOSSL", "Foundation",
        ],
        "SpaceServer": [
            "ProfileImport", "ProfileSpace", "ProfileCSV", "IdentityResolution", "IdentifyMessages",
            "ByteSources", "RollcallCSV", "CZlib", "Hummingbird", "HummingbirdCore",
            "HummingbirdTLS", "HTTPTypes", "NIOCore", "NIOHTTPTypes", "NIOSSL", "ServiceLifecycle",
            "Logging", "Crypto", "CryptoExtras", "Foundation", "Glibc",
        ],
        "rollcall": [
            "RollcallCSV", "ByteSources", "IdentifyMessages", "IdentityResolution", "ProfileCSV",
            "ProfileImport", "ProfileSpace", "TrackingClient", "SpaceServer", "ServiceLifecycle",
            "CZlib", "ArgumentParser", "Logging", "Foundation", "Glibc", "Dispatch",
        ],
    ]

    @Test(arguments: allowed.keys.sorted())
    func aModuleImportsOnlyWhatItsArrowsAllow(module: String) throws {
        let folder = Self.root.appending(path: "Sources/\(module)")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var count = 0
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            count += 1
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                guard let at = words.firstIndex(of: "import"), at <= 2, at + 1 < words.count,
                    words[..<at].allSatisfy({
                        ["public", "package", "internal", "private", "fileprivate", "@preconcurrency"]
                            .contains($0)
                    })
                else { continue }
                let kinds: Set = ["struct", "class", "enum", "protocol", "func", "typealias"]
                let name = kinds.contains(words[at + 1]) ? words[at + 2] : words[at + 1]
                let imported = Self.canonical(String(name.prefix { $0 != "." && $0 != ";" }))
                #expect(
                    imported == "Swift" || Self.allowed[module, default: []].contains(imported),
                    "\(file.lastPathComponent) imports \(imported)")
            }
        }
        #expect(count > 0, "no sources in \(module)")
    }

    /// The C library has a name on each system; Synchronization is part of the standard library.
    private static func canonical(_ module: String) -> String {
        ["Musl": "Glibc", "Darwin": "Glibc", "Synchronization": "Swift"][module] ?? module
    }

    @Test func everyModuleIsListed() throws {
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: Self.root.appending(path: "Sources").path)
        let swift = Set(folders.filter { !["CScan", "CICU", "CZlib"].contains($0) })
        #expect(swift == Set(Self.allowed.keys))
    }
}

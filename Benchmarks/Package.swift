// swift-tools-version: 6.2
import PackageDescription

// Apart from the project's own package, so that nobody who uses the libraries builds it.
let package = Package(
    name: "Benchmarks",
    targets: [
        .executableTarget(
            name: "Generate",
            swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)])
    ]
)

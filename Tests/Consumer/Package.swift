// swift-tools-version: 6.2
import PackageDescription

// Somebody else's package, which wants the CSV engine and nothing more: with the trait off no
// dependency is resolved, no system library is linked, and the build takes seconds.
let package = Package(
    name: "Consumer",
    dependencies: [.package(name: "rollcall", path: "../..", traits: [])],
    targets: [
        .executableTarget(
            name: "Consumer", dependencies: [.product(name: "RollcallCSV", package: "rollcall")])
    ]
)

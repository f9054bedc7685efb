// swift-tools-version: 6.2
import PackageDescription

// `ROLLCALL_CORE_ONLY=1` leaves the engine and the byte sources: what sanitizers and fuzzers build,
// in seconds and without a single dependency.
let coreOnly = Context.environment["ROLLCALL_CORE_ONLY"] != nil

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
// Whoever needs no more than `RollcallCSV`, `ByteSources`, `IdentifyMessages` or `IdentityResolution`
// turns this trait off and resolves no dependency at all: `.package(url: …, traits: [])`.
let profiles = TargetDependencyCondition.when(traits: ["Profiles"])
let asyncHTTPClient = Target.Dependency.product(
    name: "AsyncHTTPClient", package: "async-http-client", condition: profiles)
let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser", condition: profiles)
let crypto = Target.Dependency.product(
    name: "Crypto", package: "swift-crypto", condition: profiles)
let cryptoExtras = Target.Dependency.product(
    name: "CryptoExtras", package: "swift-crypto", condition: profiles)
let hummingbird = Target.Dependency.product(
    name: "Hummingbird", package: "hummingbird", condition: profiles)
let hummingbirdCore = Target.Dependency.product(
    name: "HummingbirdCore", package: "hummingbird", condition: profiles)
let hummingbirdTLS = Target.Dependency.product(
    name: "HummingbirdTLS", package: "hummingbird", condition: profiles)
let hummingbirdTesting = Target.Dependency.product(
    name: "HummingbirdTesting", package: "hummingbird", condition: profiles)
let httpTypes = Target.Dependency.product(
    name: "HTTPTypes", package: "swift-http-types", condition: profiles)
let nioHTTPTypes = Target.Dependency.product(
    name: "NIOHTTPTypes", package: "swift-nio-extras", condition: profiles)
let serviceLifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle", condition: profiles)
let grdb = Target.Dependency.product(
    name: "GRDB", package: "GRDB.swift", condition: profiles)
let grdbSQLite = Target.Dependency.product(
    name: "GRDBSQLite", package: "GRDB.swift", condition: profiles)
let logging = Target.Dependency.product(
    name: "Logging", package: "swift-log", condition: profiles)
let coreMetrics = Target.Dependency.product(
    name: "CoreMetrics", package: "swift-metrics", condition: profiles)
let metricsTestKit = Target.Dependency.product(
    name: "MetricsTestKit", package: "swift-metrics", condition: profiles)
let nioCore = Target.Dependency.product(
    name: "NIOCore", package: "swift-nio", condition: profiles)
let nioHTTP1 = Target.Dependency.product(
    name: "NIOHTTP1", package: "swift-nio", condition: profiles)
let nioPosix = Target.Dependency.product(
    name: "NIOPosix", package: "swift-nio", condition: profiles)
let nioSSL = Target.Dependency.product(
    name: "NIOSSL", package: "swift-nio-ssl", condition: profiles)
let yams = Target.Dependency.product(
    name: "Yams", package: "Yams", condition: profiles)

/// A release carries Swift's libraries in itself: it starts in two thirds of the time, and runs where Swift
/// is not installed. Of its own symbols it offers none to others, so that none has to be looked up.
let ownRuntime = LinkerSetting.unsafeFlags(
    [
        "-static-stdlib", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims",
        "-l_FoundationCollections", "-use-ld=lld", "-Xlinker", "--no-export-dynamic",
    ], .when(platforms: [.linux], configuration: .release))

let coreTargets: [Target] = [
    .target(name: "CScan"),
    .target(
        name: "CICU",
        linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icui18n")]),
    .target(
        name: "CZlib",
        linkerSettings: [.linkedLibrary("z"), .linkedLibrary("dl", .when(platforms: [.linux]))]),
    // Only here: a record lends its fields as spans that cannot outlive it.
    .target(
        name: "RollcallCSV", dependencies: ["CScan"],
        swiftSettings: strict + [.enableExperimentalFeature("Lifetimes")]),
    .target(name: "ByteSources", dependencies: ["CZlib", "CICU"], swiftSettings: strict),
    .testTarget(
        name: "RollcallCSVTests", dependencies: ["RollcallCSV"], swiftSettings: strict),
    .testTarget(
        name: "ByteSourcesTests", dependencies: ["ByteSources", "CZlib"], swiftSettings: strict),
]

let profileTargets: [Target] = [
    .target(name: "IdentifyMessages", dependencies: ["CScan"], swiftSettings: strict),
    .target(
        name: "IdentityResolution", dependencies: ["IdentifyMessages", "CICU"],
        swiftSettings: strict),
    .target(
        name: "ProfileCSV",
        dependencies: [
            "RollcallCSV", "IdentifyMessages", "IdentityResolution", "CICU", yams, crypto,
        ],
        swiftSettings: strict),
    .target(
        name: "ProfileImport",
        dependencies: [
            "ByteSources", "ProfileCSV", "RollcallCSV", "IdentifyMessages", "IdentityResolution",
            logging, coreMetrics,
        ],
        swiftSettings: strict),
    .target(
        name: "ProfileSpace",
        dependencies: ["IdentifyMessages", "IdentityResolution", grdb, grdbSQLite],
        swiftSettings: strict),
    .target(
        name: "TrackingClient",
        dependencies: [
            "IdentifyMessages", "IdentityResolution", "CZlib", asyncHTTPClient, nioCore, nioHTTP1,
            nioPosix, nioSSL,
        ],
        swiftSettings: strict),
    // The page's files and the API's description are compiled in: a static binary needs no others.
    .target(
        name: "SpaceServer",
        dependencies: [
            "ProfileImport", "ProfileSpace", "ProfileCSV", "IdentityResolution",
            "IdentifyMessages", "ByteSources", "RollcallCSV", "CZlib", hummingbird,
            hummingbirdCore, hummingbirdTLS, httpTypes, nioCore, nioHTTPTypes, nioSSL,
            serviceLifecycle, logging, crypto, cryptoExtras,
        ],
        resources: [
            .embedInCode("Page/Assets/page.css"), .embedInCode("Page/Assets/page.js"),
            .embedInCode("OpenAPI/openapi.json"),
        ],
        swiftSettings: strict),
    .executableTarget(
        name: "rollcall",
        dependencies: [
            "RollcallCSV", "ByteSources", "IdentifyMessages", "IdentityResolution", "ProfileCSV",
            "ProfileImport", "ProfileSpace", "TrackingClient", "SpaceServer", "CZlib",
            argumentParser, logging, serviceLifecycle,
        ],
        swiftSettings: strict, linkerSettings: [ownRuntime]),
    .testTarget(
        name: "IdentifyMessagesTests", dependencies: ["IdentifyMessages", "CScan"],
        swiftSettings: strict),
    .testTarget(
        name: "IdentityResolutionTests",
        dependencies: ["IdentityResolution", "IdentifyMessages", "IdentityExamples"],
        swiftSettings: strict),
    // The worked examples of identity resolution, for the resolver's tests and the space's.
    .target(
        name: "IdentityExamples", dependencies: ["IdentityResolution"],
        path: "Tests/IdentityExamples", swiftSettings: strict),
    .testTarget(
        name: "ProfileCSVTests",
        dependencies: [
            "ProfileCSV", "RollcallCSV", "IdentifyMessages", "IdentityResolution", "CICU",
        ],
        swiftSettings: strict),
    .testTarget(
        name: "ProfileSpaceTests",
        dependencies: [
            "ProfileSpace", "IdentifyMessages", "IdentityResolution", "IdentityExamples", grdb,
        ],
        swiftSettings: strict),
    .testTarget(
        name: "TrackingClientTests",
        dependencies: [
            "TrackingClient", "IdentifyMessages", "IdentityResolution", "CZlib", nioCore,
        ],
        swiftSettings: strict),
    .testTarget(
        name: "ProfileImportTests",
        dependencies: [
            "ProfileImport", "ProfileSpace", "IdentityExamples", logging, metricsTestKit, nioCore,
            nioPosix,
        ],
        swiftSettings: strict),
    .testTarget(
        name: "SpaceServerTests",
        dependencies: [
            "SpaceServer", "ProfileImport", "ProfileSpace", "ProfileCSV", "IdentityResolution",
            "IdentifyMessages", "ByteSources", hummingbird, hummingbirdTesting, httpTypes, nioCore,
        ],
        swiftSettings: strict),
    .testTarget(name: "PackageTests", swiftSettings: strict),
]

let libraries = [
    "RollcallCSV", "ByteSources", "IdentifyMessages", "IdentityResolution", "ProfileCSV",
    "ProfileImport", "ProfileSpace", "TrackingClient", "SpaceServer",
]

let package = Package(
    name: "rollcall",
    products: coreOnly
        ? libraries.prefix(2).map { .library(name: $0, targets: [$0]) }
        : libraries.map { .library(name: $0, targets: [$0]) }
            + [.executable(name: "rollcall", targets: ["rollcall"])],
    traits: [
        .trait(name: "Profiles", description: "All that goes beyond reading CSV and writing messages."),
        .default(enabledTraits: ["Profiles"]),
    ],
    dependencies: coreOnly
        ? []
        : [
            .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
            .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
            .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
            .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
            .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
            .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
            .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
            .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
            .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
            .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
            .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
            .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
            .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        ],
    targets: coreOnly ? coreTargets : coreTargets + profileTargets
)

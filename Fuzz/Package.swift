// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

// Built as `Fuzz/run` builds it: with -sanitize=fuzzer, which brings libFuzzer.
let package = Package(
    name: "Fuzz",
    dependencies: [.package(name: "imagesmith", path: "..")],
    targets: [
        // libFuzzer's declaration; no logic.
        .systemLibrary(name: "CFuzzer"),
        .executableTarget(
            name: "fuzz-runtime", dependencies: ["CFuzzer", .product(name: "ModelRuntime", package: "imagesmith")],
            swiftSettings: strict),
        .executableTarget(
            name: "fuzz-images", dependencies: ["CFuzzer", .product(name: "ImageReading", package: "imagesmith")],
            swiftSettings: strict),
    ]
)

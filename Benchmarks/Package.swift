// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "imagesmith", path: ".."),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // What the work costs at least, in a plain loop over the same C libraries.
        .target(
            name: "CReference",
            linkerSettings: [
                .linkedLibrary("crypto"), .linkedLibrary("deflate"), .linkedLibrary("lzma"), .linkedLibrary("z"),
                .linkedLibrary("zstd"),
            ]),
        .executableTarget(
            name: "layer-benchmark",
            dependencies: [
                "CReference", .product(name: "LayerWriting", package: "imagesmith"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "ocr-benchmark", dependencies: [.product(name: "ModelRuntime", package: "imagesmith")],
            swiftSettings: strict),
        .executableTarget(
            name: "sentiment-benchmark", dependencies: [.product(name: "ModelRuntime", package: "imagesmith")],
            swiftSettings: strict),
    ]
)

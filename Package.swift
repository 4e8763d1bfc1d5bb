// swift-tools-version: 6.2

import PackageDescription

/// What every Swift target is compiled with: the strictest the language offers today.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
    name: "imagesmith",
    products: [
        .executable(name: "imagesmith", targets: ["imagesmith"]),
        .executable(name: "imagesmith-runtime", targets: ["imagesmith-runtime"]),
        // For Benchmarks, a package of its own.
        .library(name: "LayerWriting", targets: ["Layers", "Archive", "HTTP", "OCI"]),
        // For Fuzz.
        .library(name: "ImageReading", targets: ["Verify", "Layers", "Archive", "OCI"]),
        // For Fuzz and Benchmarks.
        .library(name: "ModelRuntime", targets: ["ModelRuntime"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // MARK: C libraries, by module map alone
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CJPEG", providers: [.apt(["libjpeg-dev"])]),
        .systemLibrary(name: "CXattr"),
        .systemLibrary(name: "CPNG", providers: [.apt(["libpng-dev"])]),

        // MARK: What Swift cannot say: a processor's own instructions
        .target(name: "CSHA"),

        // MARK: The ground floor
        .target(name: "HTTP", dependencies: ["CCurl"], swiftSettings: strict),
        .target(
            name: "Archive", dependencies: ["CArchive", "CDeflate", "CZlib", "CZstd", system], swiftSettings: strict),
        .target(name: "OCI", dependencies: ["HTTP", "CCrypto", "CJansson", "CSHA", system], swiftSettings: strict),
        .target(name: "Sandbox", dependencies: [subprocess, system], swiftSettings: strict),
        .target(name: "ELF", swiftSettings: strict),

        // MARK: The stages
        .target(
            name: "Layers",
            dependencies: [
                "OCI", "HTTP", "Archive", "ELF", "Sandbox", system, subprocess,
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .target(name: "Verify", dependencies: ["OCI", "Archive", "ELF", "CXattr", system], swiftSettings: strict),
        .target(name: "Transport", dependencies: ["OCI", "Archive", system], swiftSettings: strict),
        .target(name: "Smoke", dependencies: ["OCI", "Archive", "Sandbox", system], swiftSettings: strict),

        // MARK: What goes into images
        .target(
            name: "ModelRuntime",
            dependencies: [
                "CJPEG", "CPNG",
                // The server of `serve`: without Foundation, which its kin need.
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Sources/Runtime", swiftSettings: strict,
            // Static, so that the program asks nothing of the image but the C and C++ libraries.
            linkerSettings: [
                .linkedLibrary(":libpng16.a"), .linkedLibrary(":libjpeg.a"), .linkedLibrary(":libz.a"),
                .linkedLibrary("m"),
            ]),
        .executableTarget(name: "imagesmith-runtime", dependencies: ["ModelRuntime"], swiftSettings: strict),

        // MARK: The command line
        .executableTarget(
            name: "imagesmith",
            dependencies: [
                "Layers", "Verify", "Smoke", "Transport", "OCI", system,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // MARK: Tests
        .target(
            name: "TestSupport", dependencies: [system, subprocess], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(
            name: "HTTPTests", dependencies: ["HTTP", "TestSupport", system, subprocess], swiftSettings: strict),
        .testTarget(name: "ArchiveTests", dependencies: ["Archive", "TestSupport", system], swiftSettings: strict),
        .testTarget(
            name: "OCITests", dependencies: ["OCI", "HTTP", "TestSupport", system], swiftSettings: strict),
        .testTarget(name: "ELFTests", dependencies: ["ELF", "TestSupport", system], swiftSettings: strict),
        .testTarget(
            name: "LayersTests", dependencies: ["Layers", "OCI", "Archive", "HTTP", "TestSupport", system],
            swiftSettings: strict),
        .testTarget(
            name: "TransportTests", dependencies: ["Transport", "OCI", "Archive", "TestSupport", system],
            swiftSettings: strict),
        .testTarget(
            name: "VerifyTests", dependencies: ["Verify", "OCI", "Archive", "TestSupport", system],
            swiftSettings: strict),
        .testTarget(
            name: "SmokeTests", dependencies: ["Smoke", "Sandbox", "OCI", "Archive", "TestSupport", system],
            swiftSettings: strict),
        .testTarget(
            name: "RuntimeTests", dependencies: ["ModelRuntime", "OCI", "TestSupport", system],
            exclude: ["Fixtures", "Parity", "Peers"], swiftSettings: strict),
        .testTarget(name: "CommandTests", dependencies: ["OCI", "TestSupport", system], swiftSettings: strict),
    ]
)

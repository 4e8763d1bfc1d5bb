import Archive
import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

/// What a recipe may ask of a layer of wheels beside the wheels.
struct WheelLayoutOptionTests {
    private static let target = Result { try PythonTarget(version: "3.11", platform: "manylinux_2_36_x86_64") }

    private static func layout(
        only: [String] = [], links: [(String, String)] = [], prefix: String? = nil
    ) throws -> WheelsLayout {
        let target = try target.get()
        return try WheelsLayout(
            scheme: prefix.map { try InstallScheme(prefix: TarPath($0), target) } ?? .debian(target),
            only: only.map { try PathGlob($0) }, links: links.map { try WheelLink(path: TarPath($0), target: $1) })
    }

    private static let cuda = WheelFixture(
        name: "cuda",
        files: [
            .init(name: "nvidia/__init__.py", text: ""), .init(name: "nvidia/cudnn/lib/libcudnn.so.8", text: "so"),
            .init(name: "nvidia/cudnn/include/cudnn.h", text: "h"),
            .init(name: "cuda-1.0.data/scripts/check", text: "#!python\n"),
            .init(name: "cuda-1.0.data/data/share/cuda", text: "x"),
            .init(name: "cuda-1.0.dist-info/License.txt", text: "l"),
        ])

    @Test func `links stand beside the files, and no RECORD names them`() async throws {
        try await withTemporaryDirectory { directory in
            let site = "usr/local/lib/python3.11/dist-packages"
            let layout = try Self.layout(links: [
                ("\(site)/nvidia/cudnn/lib/libcudnn.so", "libcudnn.so.8"),
                ("usr/local/lib/libcudnn.so", "python3.11/dist-packages/nvidia/cudnn/lib/libcudnn.so"),
                ("usr/local/lib/cudnn", "./python3.11/dist-packages/nvidia/cudnn"),
            ])
            let entries = try await plan([Self.cuda], layout: layout, in: directory)
            let links = entries.compactMap { entry -> String? in
                guard case .link(let target) = entry.kind else { return nil }
                return "\(String(entry.mode, radix: 8)) \(entry.path) -> \(target)"
            }
            #expect(
                links == [
                    "777 usr/local/lib/cudnn -> ./python3.11/dist-packages/nvidia/cudnn",
                    "777 usr/local/lib/libcudnn.so -> python3.11/dist-packages/nvidia/cudnn/lib/libcudnn.so",
                    "777 usr/local/lib/python3.11/dist-packages/nvidia/cudnn/lib/libcudnn.so -> libcudnn.so.8",
                ])
            let record = try #require(entries.first { $0.path.name == Array("RECORD".utf8) }?.file).text()
            #expect(record.contains("nvidia/cudnn/lib/libcudnn.so.8,"))
            #expect(!record.contains("libcudnn.so,"))
        }
    }

    @Test func `a link that leads nowhere, or is where something is, is refused`() async throws {
        try await withTemporaryDirectory { directory in
            let path = try TarPath("usr/local/lib/python3.11/dist-packages/nvidia/cudnn/lib/libcudnn.so")
            let missing = try TarPath("usr/local/lib/python3.11/dist-packages/nvidia/cudnn/lib/libcudnn.so.9")
            let taken = try TarPath("usr/local/lib/python3.11/dist-packages/nvidia/cudnn/lib/libcudnn.so.8")
            let below = try TarPath("usr/local/lib/python3.11/dist-packages/nvidia/cudnn/lib/libcudnn.so.8/x")
            let over = try TarPath("usr/local/lib/python3.11/dist-packages/nvidia")
            let cases: [(TarPath, String, WheelError)] = [
                (path, "libcudnn.so.9", .linkDangles(path, destination: missing)),
                (taken, "libcudnn.so.9", .linkTaken(taken, owner: Self.cuda.fileName)),
                (below, "../../x", .fileAndDirectory(taken, first: Self.cuda.fileName, second: "the recipe's links")),
            ]
            for (path, target, expected) in cases {
                let layout = try Self.layout(links: [(path.description, target)])
                await #expect(throws: expected) { try await plan([Self.cuda], layout: layout, in: directory) }
            }
            let layout = try Self.layout(links: [(over.description, "cuda-1.0.dist-info")])
            await #expect(throws: WheelError.self) { try await plan([Self.cuda], layout: layout, in: directory) }
        }
    }

    @Test(arguments: ["", "/etc/passwd", "../../../x", "..", "../..", "lib", "./lib", "a\0b"])
    func `a link's target is relative, within the image and not the link itself`(target: String) throws {
        let path = try TarPath("opt/lib")
        #expect(throws: WheelError.linkTarget(path, target)) { try WheelLink(path: path, target: target) }
    }

    @Test func `a prefix takes everything, as pip's target does`() async throws {
        try await withTemporaryDirectory { directory in
            let entries = try await plan([Self.cuda], layout: try Self.layout(prefix: "opt/cuda"), in: directory)
            #expect(
                entries.compactMap { $0.file == nil ? nil : $0.path.description } == [
                    "opt/cuda/bin/check", "opt/cuda/cuda-1.0.dist-info/INSTALLER",
                    "opt/cuda/cuda-1.0.dist-info/License.txt", "opt/cuda/cuda-1.0.dist-info/METADATA",
                    "opt/cuda/cuda-1.0.dist-info/RECORD", "opt/cuda/cuda-1.0.dist-info/REQUESTED",
                    "opt/cuda/cuda-1.0.dist-info/WHEEL", "opt/cuda/nvidia/__init__.py",
                    "opt/cuda/nvidia/cudnn/include/cudnn.h", "opt/cuda/nvidia/cudnn/lib/libcudnn.so.8",
                    "opt/cuda/share/cuda",
                ])
            let script = try #require(entries.first { $0.path.name == Array("check".utf8) }?.file).text()
            #expect(script == "#!/usr/bin/python3.11\n")
        }
    }

    @Test func `patterns choose the files, metadata and licences stay, RECORD lists what is there`() async throws {
        try await withTemporaryDirectory { directory in
            let layout = try Self.layout(only: ["nvidia/*/lib/*.so*"], prefix: "opt/cuda")
            let entries = try await plan([Self.cuda], layout: layout, in: directory)
            #expect(
                entries.compactMap { $0.file == nil ? nil : $0.path.description } == [
                    "opt/cuda/cuda-1.0.dist-info/INSTALLER", "opt/cuda/cuda-1.0.dist-info/License.txt",
                    "opt/cuda/cuda-1.0.dist-info/METADATA", "opt/cuda/cuda-1.0.dist-info/RECORD",
                    "opt/cuda/cuda-1.0.dist-info/REQUESTED", "opt/cuda/cuda-1.0.dist-info/WHEEL",
                    "opt/cuda/nvidia/cudnn/lib/libcudnn.so.8",
                ])
            let record = try #require(entries.first { $0.path.name == Array("RECORD".utf8) }?.file).text()
            let listed = record.split(separator: "\n").map { $0.prefix { $0 != "," } }
            #expect(
                listed == [
                    "cuda-1.0.dist-info/INSTALLER", "cuda-1.0.dist-info/License.txt", "cuda-1.0.dist-info/METADATA",
                    "cuda-1.0.dist-info/RECORD", "cuda-1.0.dist-info/REQUESTED", "cuda-1.0.dist-info/WHEEL",
                    "nvidia/cudnn/lib/libcudnn.so.8",
                ])
        }
    }

    @Test func `a pattern that matches nothing is an error`() async throws {
        try await withTemporaryDirectory { directory in
            let layout = try Self.layout(only: ["nvidia/*/lib/*.so*", "nvidia/*/lib64/*"])
            await #expect(throws: WheelError.patternUnmatched("nvidia/*/lib64/*")) {
                try await plan([Self.cuda], layout: layout, in: directory)
            }
        }
    }

    @Test(arguments: [
        ("a", "a", true), ("a", "b", false), ("*", "abc", true), ("*", "a/b", false), ("**", "a/b/c", true),
        ("a/**", "a", true), ("a/**", "a/b/c", true), ("**/c", "c", true), ("**/c", "a/b/c", true),
        ("**/c", "a/cc", false),
        ("*.so*", "libx.so.8", true), ("?b", "ab", true), ("?b", "b", false), ("a*b*c", "aXbYbc", true),
        ("a/**/d/*", "a/b/c/d/e", true), ("a/**/d/*", "a/d", false), ("../../bin/*", "../../bin/x", true),
    ])
    func `matches paths by patterns`(pattern: String, path: String, isMatch: Bool) throws {
        #expect(try PathGlob(pattern).matches(path.split(separator: "/").map { Array($0.utf8) }) == isMatch)
    }

    @Test func `a hostile pattern takes no more time than a plain one`() throws {
        let pattern = try PathGlob(
            String(repeating: "*a", count: 400) + "/" + Array(repeating: "**", count: 60).joined(separator: "/"))
        #expect(!pattern.matches([Array(repeating: UInt8(ascii: "a"), count: 255) + [UInt8(ascii: "b")]]))
    }

    @Test(arguments: ["", "/a", "a//b", "a/", "a\0"])
    func `refuses a pattern`(text: String) { #expect(throws: WheelError.pattern(text)) { try PathGlob(text) } }

    @Test func `a later minor version of the format is told, and read`() async throws {
        try await withTemporaryDirectory { directory in
            var notices: [String] = []
            let fixture = WheelFixture(wheel: "Wheel-Version: 1.9\nRoot-Is-Purelib: true\nTag: cp27-none-win32\n")
            let entries = try await plan([fixture], notice: { notices.append($0) }, in: directory)
            #expect(!entries.isEmpty)
            #expect(
                notices == [
                    "demo-1.0-py3-none-any.whl is of wheel format 1.9, which is newer than 1.0; it is read as such"
                ])
        }
    }

    @Test func `byte-code that a wheel brings stays as its RECORD has it`() async throws {
        try await withTemporaryDirectory { directory in
            var fixture = WheelFixture()
            fixture.files.append(.init(name: "demo/__pycache__/__init__.cpython-311.pyc", text: "own"))
            fixture.files.append(.init(name: "demo/other.py", text: "x = 1\n"))
            let made = try await fixture.make(in: directory)
            let target = try Self.target.get()
            let lock = try WheelsLock(
                python: target, layout: try Self.layout(), requested: [], wheels: [made.locked])
            let sources = try WheelInstaller.sources(lock, wheels: [made.locked.digest: made.path])
            #expect(sources.map(\.member) == ["demo/other.py"])
        }
    }
}

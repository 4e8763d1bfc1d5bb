import Archive
import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

/// A layer of real wheels beside what Debian's pip installs of the same lock.
struct WheelParityTests {
    private static let program = FilePath(#filePath).removingLastComponent().removingLastComponent()
        .removingLastComponent().removingLastComponent().appending("Benchmarks/wheels-against-pip")

    /// Scripts of both kinds, data, compiled modules, an extra.
    private static let requirements = [
        "flask==3.0.3", "jinja2[i18n]==3.1.4", "jsonpointer==2.4", "jupyterlab-pygments==0.3.0", "numpy==1.26.4",
    ]

    @Test(arguments: [false, true])
    func `a layer holds what pip installs, and both pass pip's check and compile`(isElsewhere: Bool) async throws {
        try await withTemporaryDirectory { directory in
            let pip = try await PipConfiguration.discover(environment: ToolEnvironment.own)
            let workshop = try WheelWorkshop([.pypi: pip.places], in: directory)
            let python = try WheelWorkshop.python()
            let layout = try WheelsLayout(
                scheme: isElsewhere ? InstallScheme(prefix: TarPath("opt/app"), python) : .debian(python))
            let lock = try await workshop.lock(
                WheelsRequest(
                    python: python, layout: layout, requirements: Self.requirements, newest: "2024-06-01"))
            let layer = try await workshop.compose(lock)
            let path = directory.appending("app.lock.json")
            let document = try workshop.fixture.lock(
                [
                    LockedLayer(
                        name: "app", request: Digest(of: "app".utf8), compression: .none, content: .wheels(lock))
                ], recipe: workshop.fixture.recipe())
            try document.write(to: path)
            let blob = workshop.fixture.layout.path(of: layer.layer.descriptor.digest)
            let arguments = [
                Self.program.string, "--cache", workshop.fixture.cache.root.string, path.string, "app=\(blob)",
            ]
            let outcome = try await Tool("env").run(["/usr/bin/python3"] + arguments)
            #expect(outcome.status == 0, "\(outcome.text)\(outcome.errorText)")
            let lines = outcome.text.split(separator: "\n")
            #expect(lines.contains("launcher: 3"))
            #expect(lines.contains("pip check: 0 complaints of the layers, 0 of pip's tree"))
            #expect(lines.contains("compileall: 0 complaints of the layers, 0 of pip's tree"))
            #expect(lines.last == "0 unexpected differences")
        }
    }

    @Test func `a layer that lacks a file, or has another, is told from what pip installs`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = WheelFixture(files: [
                .init(name: "demo/__init__.py", text: "answer = 42\n"), .init(name: "demo/other.py", text: "x = 1\n"),
            ])
            let index = try LoopbackIndex(["demo": [try await fixture.offer(in: directory)]])
            let workshop = try WheelWorkshop(serving: [.pypi: index], in: directory)
            let lock = try await workshop.lock(
                WheelsRequest(python: WheelWorkshop.python(), requirements: ["demo"]))
            let layer = LockedLayer(
                name: "app", request: Digest(of: "app".utf8), compression: .none, content: .wheels(lock))
            let path = directory.appending("app.lock.json")
            try workshop.fixture.lock([layer], recipe: workshop.fixture.recipe()).write(to: path)
            let blob = workshop.fixture.layout.path(of: try await workshop.compose(lock).layer.descriptor.digest)
            let spoilt = directory.appending("spoilt.tar")
            let script = """
                import io, sys, tarfile
                with tarfile.open(sys.argv[1]) as source, tarfile.open(sys.argv[2], "w") as target:
                    for member in source:
                        if member.name.endswith("other.py"): continue
                        data = source.extractfile(member).read() if member.isfile() else b""
                        if member.name.endswith("__init__.py"): data = data.replace(b"42", b"43")
                        target.addfile(member, io.BytesIO(data))
                """
            try await Tool("python3")("-c", script, blob.string, spoilt.string)
            let outcome = try await Tool("env").run([
                "/usr/bin/python3", Self.program.string, "--cache", workshop.fixture.cache.root.string, path.string,
                "app=\(spoilt)",
            ])
            #expect(outcome.status == 1, "\(outcome.text)\(outcome.errorText)")
            #expect(outcome.text.hasSuffix("2 unexpected differences\n"))
        }
    }
}

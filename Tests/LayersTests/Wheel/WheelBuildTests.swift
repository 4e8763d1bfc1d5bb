import HTTP
import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

/// Wheels that are built from sdists: once for the lock, and again by whoever has but the lock.
struct WheelBuildTests {
    private static func request(
        _ requirements: [String] = ["demo"], newest: String? = nil, build: [String] = ["demo"]
    ) throws -> WheelsRequest {
        try WheelsRequest(
            python: WheelWorkshop.python(), requirements: requirements, newest: newest,
            sourceBuilds: build.map { try ProjectName($0) })
    }

    private static func workshop(
        _ files: [String: [LoopbackIndex.File]], in directory: FilePath
    ) throws -> WheelWorkshop {
        try WheelWorkshop(serving: [.pypi: try LoopbackIndex(files)], in: directory)
    }

    @Test func `an sdist becomes a wheel whose digest is locked, and another machine builds the same`() async throws {
        try await withTemporaryDirectory { directory in
            let source = try await SourceFixture().offer()
            let app = try await WheelFixture.requiring("app", "1.0", ["demo>=1"]).offer(in: directory)
            let index = try LoopbackIndex(["demo": [source], "app": [app]])
            let here = try WheelWorkshop(serving: [.pypi: index], in: directory.appending("here"))
            let lock = try await here.lock(Self.request(["app"], newest: "2026-01-01"))
            let wheel = try #require(lock.wheels.last)
            #expect(wheel.file.text == "demo-1.0-py3-none-any.whl")
            #expect(wheel.build?.source.file.text == "demo-1.0.tar.gz")
            #expect(wheel.build?.source.digest == Digest(of: source.bytes))
            #expect(wheel.build?.tools == [])
            #expect(wheel.build?.python.hasPrefix("3.") == true)
            #expect(try WheelsLock(JSONField(JSON(parsing: lock.json.canonical()))) == lock)
            #expect(try here.fixture.cached().contains(wheel.digest.hex))
            let layer = try await here.compose(lock)

            let there = try WheelWorkshop(serving: [.pypi: index], in: directory.appending("there"))
            #expect(try await there.compose(lock).layer.descriptor.digest == layer.layer.descriptor.digest)
            #expect(try there.fixture.cached().contains(wheel.digest.hex))
            // The sandbox's own state went with it.
            #expect(try there.fixture.cache.root.entries().map(\.string) == ["sha256"])
        }
    }

    @Test func `a wheel that comes out otherwise is refused with the next step, and not kept`() async throws {
        try await withTemporaryDirectory { directory in
            let index = try LoopbackIndex(["demo": [try await SourceFixture().offer()]])
            let workshop = try WheelWorkshop(serving: [.pypi: index], in: directory.appending("a"))
            let lock = try await workshop.lock(Self.request())
            let wheel = try #require(lock.wheels.first)
            let build = try #require(wheel.build)
            let other = Digest(of: "another".utf8)
            let changed = try WheelsLock(
                python: lock.python, layout: lock.layout, requested: lock.requested,
                wheels: [LockedWheel(file: wheel.file, index: .pypi, size: wheel.size, digest: other, build: build)])
            let error = await #expect(throws: WheelBuildError.self) { try await workshop.compose(changed) }
            #expect(
                error?.description
                    == "built again, demo-1.0-py3-none-any.whl has the digest \(wheel.digest), the lock says \(other); it was "
                    + "locked under Python \(build.python), this machine has \(build.python): run 'imagesmith lock --update' for "
                    + "its layer, or put the locked wheel into a directory that pip's find-links names")
            #expect(try !workshop.fixture.cached().contains(other.hex))
            #expect(try workshop.fixture.blobs().isEmpty)
        }
    }

    @Test func `a directory of wheels spares the building`() async throws {
        try await withTemporaryDirectory { directory in
            let index = try LoopbackIndex(["demo": [try await SourceFixture().offer()]])
            let workshop = try WheelWorkshop(serving: [.pypi: index], in: directory.appending("a"))
            let lock = try await workshop.lock(Self.request())
            let wheel = try #require(lock.wheels.first)
            let house = directory.appending("house")
            try house.createDirectories()
            try house.appending(wheel.file.text).replace(
                with: workshop.fixture.cache.path(of: wheel.digest).read(limit: 1 << 20))
            let other = try WheelWorkshop([.pypi: [.directory(house)]], in: directory.appending("b"))
            #expect(try await other.fetcher(isOffline: true).fetch([wheel.input]).keys.sorted() == [wheel.digest])
            let none = try WheelWorkshop([:], in: directory.appending("c"))
            await #expect(throws: FetchError.self) { try await none.fetcher(isOffline: true).fetch([wheel.input]) }
        }
    }

    @Test func `what a build does stays in its sandbox`() async throws {
        let server = try LoopbackServer([:])
        try await withTemporaryDirectory { directory in
            let canary = directory.appending("canary")
            try canary.replace(with: Array("alive".utf8))
            var source = SourceFixture()
            source.prelude = """
                problems = []
                    try:
                        socket.create_connection(("127.0.0.1", \(server.port)), 2)
                        problems.append("network")
                    except OSError:
                        pass
                    if os.path.exists("\(canary)"): problems.append("host's files")
                    for path in ["/usr/x", "/in/x", "/x"]:
                        try:
                            open(path, "w")
                            problems.append(path)
                        except OSError:
                            pass
                    if set(os.environ) - {"PATH", "HOME", "LC_ALL", "TZ", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE",
                                          "SOURCE_DATE_EPOCH", "PWD", "PYTHONPATH"}:
                        problems.append(repr(sorted(os.environ)))
                    if problems: raise SystemExit("\\n".join(problems))
                """
            let workshop = try Self.workshop(["demo": [try await source.offer()]], in: directory.appending("a"))
            let lock = try await workshop.lock(Self.request())
            #expect(lock.wheels.count == 1)
            #expect(server.connections == 0)
        }
    }

    /// A project that cannot be built, and what is said of it.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let fragments: [String]
        let source: SourceFixture
    }

    static let faults: [Fault] = [
        Fault(
            testDescription: "backend that fails",
            fragments: ["cannot build a wheel of demo-1.0.tar.gz: it exited with status 1: ", "no such compiler"],
            source: SourceFixture(prelude: "raise SystemExit('no such compiler')")),
        Fault(
            testDescription: "wheel for one machine",
            fragments: [
                "the sdist demo-1.0.tar.gz builds demo-1.0-cp311-cp311-linux_x86_64.whl, which is not pure Python; "
                    + "build it elsewhere and offer the wheel in an index"
            ],
            source: SourceFixture(wheel: "demo-1.0-cp311-cp311-linux_x86_64.whl")),
        Fault(
            testDescription: "wheel of another version",
            fragments: [
                "the sdist demo-1.0.tar.gz builds 'demo-1.1-py3-none-any.whl', which is no wheel of that version"
            ],
            source: SourceFixture(wheel: "demo-1.1-py3-none-any.whl")),
        Fault(
            testDescription: "wheel with a wrong RECORD",
            fragments: ["refused the wheel demo-1.0-py3-none-any.whl: its RECORD gives demo.py the size"],
            source: SourceFixture(content: "'ä'")),
        Fault(
            testDescription: "tools by address",
            fragments: ["'evil @ https://example.org/evil.whl' is no requirement"],
            source: SourceFixture(requires: "[\"evil @ https://example.org/evil.whl\"]")),
    ]

    @Test(arguments: faults)
    func `a project that cannot be built is told, and no wheel is kept`(_ fault: Fault) async throws {
        try await withTemporaryDirectory { directory in
            let source = try await fault.source.offer()
            let workshop = try Self.workshop(["demo": [source]], in: directory)
            do {
                _ = try await workshop.lock(Self.request())
                Issue.record("it was locked")
            } catch {
                for fragment in fault.fragments { #expect("\(error)".contains(fragment)) }
            }
            #expect(try workshop.fixture.cached() == [Digest(of: source.bytes).hex])
        }
    }

    @Test func `the newest version that counts is built, unless it has a wheel`() async throws {
        try await withTemporaryDirectory { directory in
            let wheel = try await WheelFixture.requiring("demo", "1.0").offer(in: directory)
            let old = LoopbackIndex.File(name: "demo-0.9.tar.gz", bytes: [1])
            let pre = LoopbackIndex.File(name: "demo-2.0rc1.tar.gz", bytes: [2])
            let late = LoopbackIndex.File(
                name: "demo-1.5.tar.gz", bytes: [3], uploaded: "2026-02-02T00:00:00.000000Z")
            let gone = LoopbackIndex.File(name: "demo-1.6.tar.gz", bytes: [4], isYanked: true)
            let same = LoopbackIndex.File(name: "demo-1.0.tar.gz", bytes: [5])
            let workshop = try Self.workshop(["demo": [wheel, old, pre, late, gone, same]], in: directory)
            let client = PythonIndexClient(StoreFixture.client, indexes: workshop.indexes)
            let cases: [([String], String?, String)] = [
                (["demo"], "2026-02-01", "wheel"), (["demo"], "2026-02-02", "demo-1.5.tar.gz"),
                (["demo<1"], nil, "demo-0.9.tar.gz"), (["demo[x] (<1) ; python_version > '3'"], nil, "demo-0.9.tar.gz"),
                (["other"], nil, "demo-1.5.tar.gz"), (["demo>3"], nil, "none"),
            ]
            for (requirements, newest, expected) in cases {
                let request = try Self.request(requirements, newest: newest)
                let found = try await runBlocking {
                    do {
                        switch try SourceChoice(ProjectName("demo"), request: request, asking: client) {
                        case .wheel: return "wheel"
                        case .source(let source): return source.file.text
                        }
                    } catch WheelBuildError.noSource { return "none" }
                }
                #expect(found == expected, "\(requirements)")
            }
        }
    }

    @Test(arguments: [
        ("jieba-0.42.1.tar.gz", "jieba", "0.42.1"), ("ruamel.yaml-0.18.tar.gz", "ruamel-yaml", "0.18"),
        ("a-b-c-1.0.zip", "a-b-c", "1.0"), ("a-2-1.0.tar.gz", "a-2", "1.0"),
    ])
    func `reads an sdist's name`(text: String, project: String, version: String) throws {
        let name = try SourceFileName(text, of: ProjectName(project))
        #expect(name.versionText == version)
    }

    @Test(arguments: ["demo-1.0.tar.bz2", "demo.tar.gz", "other-1.0.tar.gz", "../demo-1.0.tar.gz", "demo-x.tar.gz"])
    func `refuses an sdist's name`(text: String) throws {
        let project = try ProjectName("demo")
        #expect(throws: WheelBuildError.fileName(text, project)) { try SourceFileName(text, of: project) }
    }

    @Test func `a real project with a real backend is built alike twice`() async throws {
        try await withTemporaryDirectory { directory in
            let pip = try await PipConfiguration.discover(environment: ToolEnvironment.own)
            var locks: Set<WheelsLock> = []
            for round in ["one", "two"] {
                let workshop = try WheelWorkshop([.pypi: pip.places], in: directory.appending(round))
                let request = try WheelsRequest(
                    python: WheelWorkshop.python(), requirements: ["seqeval==1.2.2"], newest: "2024-06-01",
                    withDependencies: false, sourceBuilds: [ProjectName("seqeval")])
                locks.insert(try await workshop.lock(request))
            }
            #expect(locks.count == 1)
            let wheel = try #require(locks.first?.wheels.first)
            #expect(wheel.file.text == "seqeval-1.2.2-py3-none-any.whl")
            #expect(
                wheel.build?.tools.map(\.file.text) == [
                    "packaging-24.0-py3-none-any.whl", "setuptools-70.0.0-py3-none-any.whl",
                    "setuptools_scm-8.1.0-py3-none-any.whl", "wheel-0.43.0-py3-none-any.whl",
                ])
        }
    }
}

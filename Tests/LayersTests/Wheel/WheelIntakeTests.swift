import Archive
import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

/// What comes from an index and is no good is told by package and file, and stays nowhere.
struct WheelIntakeTests {
    /// A damage of the wheel `demo`, and the whole of what is said of it.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sentence: String
        let damage: @Sendable (inout WheelFixture) -> Void
    }

    private static let answer = Digest(of: "answer = 42\n".utf8)
    private static let other = Digest(of: "answer = 43\n".utf8)

    static let faults: [Fault] = [
        Fault(
            testDescription: "wrong hash in RECORD",
            sentence: "refused the wheel demo-1.0-py3-none-any.whl: its RECORD gives demo/__init__.py the content "
                + "\(other), but it has \(answer)"
        ) { $0.edits = [(WheelRecord.encode(answer), WheelRecord.encode(other))] },
        Fault(
            testDescription: "wrong size in RECORD",
            sentence: "refused the wheel demo-1.0-py3-none-any.whl: its RECORD gives demo/__init__.py the size '13', "
                + "but it has 12 bytes"
        ) { $0.edits = [(",12\n", ",13\n")] },
        Fault(
            testDescription: "file that RECORD does not name",
            sentence: "refused the wheel demo-1.0-py3-none-any.whl: evil.pth does not stand in its RECORD"
        ) { $0.files.append(.init(name: "evil.pth", text: "import os", isRecorded: false)) },
        Fault(
            testDescription: "path that leads out",
            sentence: "refused the wheel demo-1.0-py3-none-any.whl: its entry \"../evil.py\" has a name that is not "
                + "allowed: the path has the component \"..\""
        ) { $0.files.append(.init(name: "../evil.py", text: "x")) },
        Fault(
            testDescription: "two entries of one name",
            sentence: "refused the wheel demo-1.0-py3-none-any.whl: its entry \"demo/__init__.py\" stands in it twice"
        ) { $0.files.append(.init(name: "demo/__init__.py", text: "answer = 43\n")) },
        Fault(
            testDescription: "no METADATA worth the name",
            sentence: "refused the wheel demo-1.0-py3-none-any.whl: its metadata are those of other 1.0"
        ) { $0.metadata = "Metadata-Version: 2.1\nName: other\nVersion: 1.0\n" },
    ]

    @Test(arguments: faults)
    func `a wheel that breaks a rule enters neither cache nor store`(_ fault: Fault) async throws {
        try await withTemporaryDirectory { directory in
            var fixture = WheelFixture()
            fault.damage(&fixture)
            let made = try await fixture.make(in: directory)
            let index = try LoopbackIndex(["demo": [try await fixture.offer(in: directory)]])
            let workshop = try WheelWorkshop(serving: [.pypi: index], in: directory.appending("workshop"))
            let lock = try Self.lock(made.locked)
            let error = await #expect(throws: WheelError.self) { try await workshop.compose(lock) }
            #expect(error?.description == fault.sentence)
            #expect(try workshop.isUntouched())
            #expect(index.server.requests(for: "/files/\(fixture.fileName)").count == 1)
        }
    }

    @Test func `a zip bomb enters neither cache nor store`() async throws {
        try await withTemporaryDirectory { directory in
            var fixture = WheelFixture()
            fixture.files.append(.init(name: "demo/zeros.bin", text: "\0", count: 90 << 20))
            let made = try await fixture.make(in: directory)
            let index = try LoopbackIndex(["demo": [try await fixture.offer(in: directory)]])
            let workshop = try WheelWorkshop(serving: [.pypi: index], in: directory.appending("workshop"))
            let error = await #expect(throws: WheelError.self) { try await workshop.compose(Self.lock(made.locked)) }
            #expect(
                error?.description
                    == "refused the wheel demo-1.0-py3-none-any.whl: its 94372320 bytes of content are more "
                    + "than the \(100 * made.locked.size + 64 << 20) that a file of its size may have")
            #expect(try workshop.isUntouched())
        }
    }

    @Test func `a sound wheel of such an index becomes a layer`() async throws {
        try await withTemporaryDirectory { directory in
            let made = try await WheelFixture().make(in: directory)
            let index = try LoopbackIndex(["demo": [try await WheelFixture().offer(in: directory)]])
            let workshop = try WheelWorkshop(serving: [.pypi: index], in: directory.appending("workshop"))
            let layer = try await workshop.compose(try Self.lock(made.locked))
            #expect(try workshop.fixture.blobs().keys.sorted() == [layer.layer.descriptor.digest.hex])
            #expect(try workshop.fixture.cached() == [made.locked.digest.hex])
        }
    }

    @Test func `another file than the locked one is refused, whatever the index calls it`() async throws {
        try await withTemporaryDirectory { directory in
            let made = try await WheelFixture().make(in: directory)
            var offer = try await WheelFixture().offer(in: directory)
            offer.bytes.reverse()
            let index = try LoopbackIndex(["demo": [offer]])
            let workshop = try WheelWorkshop(serving: [.pypi: index], in: directory.appending("workshop"))
            let error = await #expect(throws: FetchError.self) {
                try await workshop.compose(try Self.lock(made.locked))
            }
            #expect(
                error?.description
                    == "cannot fetch demo-1.0-py3-none-any.whl (\(made.locked.digest), \(made.locked.size) bytes); tried 1: "
                    + "demo-1.0-py3-none-any.whl from \(index.server.url("/files/demo-1.0-py3-none-any.whl")) has the digest \(Digest(of: offer.bytes)) where \(made.locked.digest) is expected"
            )
            #expect(try workshop.isUntouched())
        }
    }

    @Test func `an index that no longer offers the file is told`() async throws {
        try await withTemporaryDirectory { directory in
            let made = try await WheelFixture().make(in: directory)
            let index = try LoopbackIndex(["demo": []])
            let workshop = try WheelWorkshop(serving: [.pypi: index], in: directory.appending("workshop"))
            let error = await #expect(throws: FetchError.self) {
                try await workshop.compose(try Self.lock(made.locked))
            }
            #expect(
                error?.description
                    == "cannot fetch demo-1.0-py3-none-any.whl (\(made.locked.digest), \(made.locked.size) bytes); tried 0: "
            )
            #expect(try workshop.isUntouched())
        }
    }

    @Test func `a project that has but an sdist is told by its file`() async throws {
        try await withTemporaryDirectory { directory in
            let source = LoopbackIndex.File(name: "demo-1.0.tar.gz", bytes: [1, 2, 3])
            let app = WheelFixture.requiring("app", "1.0", ["demo"])
            let index = try LoopbackIndex(["demo": [source], "app": [try await app.offer(in: directory)]])
            let workshop = try WheelWorkshop(serving: [.pypi: index], in: directory.appending("workshop"))
            for requirement in ["demo==1.0", "app"] {
                let request = try WheelsRequest(python: WheelWorkshop.python(), requirements: [requirement])
                let error = await #expect(throws: WheelError.self) { try await workshop.lock(request) }
                #expect(
                    error?.description
                        == "demo has no wheel for Python 3.11 on manylinux_2_36_x86_64, only the sdist demo-1.0.tar.gz; add it to "
                        + "the layer's 'build', ask for another version, or offer a wheel in an index")
            }
            #expect(try workshop.isUntouched())
        }
    }

    private static func lock(_ wheel: LockedWheel) throws -> WheelsLock {
        let python = try WheelWorkshop.python()
        return try WheelsLock(
            python: python, layout: WheelsLayout(scheme: .debian(python)), requested: [wheel.project], wheels: [wheel])
    }
}

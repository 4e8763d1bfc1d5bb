import Archive
import OCI
import SystemPackage
import Testing
import TestSupport

@testable import Layers

struct WheelFaultTests {
    @Test func `takes a sound wheel`() async throws {
        #expect(try await fault(of: WheelFixture()) == nil)
    }

    @Test func `refuses content that RECORD does not name`() async throws {
        let honest = Digest(of: "answer = 42\n".utf8)
        var fixture = WheelFixture()
        let other = Digest(of: "answer = 43\n".utf8)
        fixture.edits = [(WheelRecord.encode(honest), WheelRecord.encode(other))]
        let expected = WheelFault.digest(try TarPath("demo/__init__.py"), recorded: other, actual: honest)
        #expect(try await fault(of: fixture) == expected)
    }

    @Test func `refuses a changed METADATA before it is believed`() async throws {
        let text = "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n"
        let other = Digest(of: "x".utf8)
        var fixture = WheelFixture(metadata: text)
        fixture.edits = [(WheelRecord.encode(Digest(of: text.utf8)), WheelRecord.encode(other))]
        #expect(
            try await fault(of: fixture)
                == .digest(try TarPath("demo-1.0.dist-info/METADATA"), recorded: other, actual: Digest(of: text.utf8)))
    }

    @Test func `refuses a file that RECORD does not name`() async throws {
        var fixture = WheelFixture()
        fixture.files.append(.init(name: "evil.pth", text: "import os", isRecorded: false))
        #expect(try await fault(of: fixture) == .unrecorded(try TarPath("evil.pth")))
    }

    @Test func `refuses a RECORD that names what is not there`() async throws {
        var fixture = WheelFixture()
        fixture.edits = [("demo/__init__.py", "demo/other.py")]
        #expect(try await fault(of: fixture) == .recordedMissing(try TarPath("demo/other.py")))
    }

    @Test func `refuses a wrong size`() async throws {
        var fixture = WheelFixture()
        fixture.edits = [(",12\n", ",13\n")]
        let expected = WheelFault.recordSize(try TarPath("demo/__init__.py"), recorded: "13", actual: 12)
        #expect(try await fault(of: fixture) == expected)
    }

    @Test(arguments: ["md5=CY9rzUYh03PK3k6DJie09g", "sha512=abc", "", "sha256=", "sha256=++++"])
    func `refuses any hash but SHA-256`(text: String) async throws {
        var fixture = WheelFixture()
        fixture.edits = [("sha256=" + WheelRecord.encode(Digest(of: "answer = 42\n".utf8)), text)]
        #expect(try await fault(of: fixture) == .recordHash(try TarPath("demo/__init__.py"), text))
    }

    @Test(arguments: [
        ("../../etc/passwd,,\n", WheelFault.recordPath("../../etc/passwd")),
        ("/etc/passwd,,\n", .recordPath("/etc/passwd")),
        ("only\n", .recordLine(1)), ("\"open,,\n", .recordLine(1)), ("a\"b,,\n", .recordLine(1)),
        ("a,b,c,d\n", .recordLine(1)),
        ("a,,\ra,,\n", .recordLine(1)), ("a,,\na,,\n", .recordTwice(try TarPath("a"))),
    ])
    func `refuses a line of RECORD`(line: String, expected: WheelFault) throws {
        #expect(throws: expected) { try WheelRecord(parsing: Array(line.utf8)) }
    }

    @Test func `reads quoted paths, empty lines and both line ends`() throws {
        let record = try WheelRecord(parsing: Array("\"a,\"\"b\"\"\",sha256=x,1\r\n\nc,,".utf8))
        #expect(
            record.lines == [
                .init(path: try TarPath("a,\"b\""), hash: "sha256=x", size: "1"),
                .init(path: try TarPath("c"), hash: "", size: ""),
            ])
    }

    @Test func `encodes digests as Python does`() async throws {
        let digest = Digest(of: "hello".utf8)
        let script =
            "import base64,hashlib;print(base64.urlsafe_b64encode(hashlib.sha256(b'hello').digest()).decode().strip('='))"
        let text = String(decoding: try await Tool("python3")("-c", script).dropLast(), as: UTF8.self)
        #expect(WheelRecord.encode(digest) == text)
        #expect(try WheelRecord.digest(.init(path: TarPath("a"), hash: "sha256=\(text)", size: "")) == digest)
    }

    @Test func `refuses a wheel without RECORD, WHEEL, METADATA or dist-info`() async throws {
        #expect(try await fault(of: WheelFixture(hasRecord: false)) == .missing("RECORD"))
        #expect(try await fault(of: WheelFixture(wheel: nil)) == .missing("WHEEL"))
        var fixture = WheelFixture()
        fixture.files.append(.init(name: "other-1.0.dist-info/x", text: ""))
        #expect(try await fault(of: fixture) == .distInfo(count: 2))
    }

    @Test func `refuses content beyond all measure of the file`() async throws {
        var fixture = WheelFixture()
        fixture.files.append(.init(name: "demo/zeros.py", text: "\0", count: 90 << 20))
        guard case .bomb(let content, let limit) = try await fault(of: fixture) else { throw WheelError.noIndex }
        #expect(content > 90 << 20 && (64 << 20..<(90 << 20)).contains(limit))
    }

    @Test(arguments: [
        ("Wheel-Version: 2.0\nRoot-Is-Purelib: true\n", WheelFault.wheelVersion("2.0")),
        ("Wheel-Version: 1.x\nRoot-Is-Purelib: true\n", .wheelVersion("1.x")),
        ("Root-Is-Purelib: true\n", .field("Wheel-Version", file: "WHEEL")),
        ("Wheel-Version: 1.0\n", .field("Root-Is-Purelib", file: "WHEEL")),
        ("Wheel-Version: 1.0\nWheel-Version: 1.1\n", .field("Wheel-Version", file: "WHEEL")),
        ("Wheel-Version: 1.0\nRoot-Is-Purelib: maybe\n", .value("maybe", field: "Root-Is-Purelib", file: "WHEEL")),
    ])
    func `refuses a WHEEL`(text: String, expected: WheelFault) async throws {
        #expect(try await fault(of: WheelFixture(wheel: text)) == expected)
    }

    @Test(arguments: [
        ("Name: other\nVersion: 1.0\n", WheelFault.otherProject("other", version: "1.0")),
        ("Name: demo\nVersion: 1.1\n", .otherProject("demo", version: "1.1")),
        ("Name: demo\n", .field("Version", file: "METADATA")),
        ("Name: demo\nName: demo\nVersion: 1.0\n", .field("Name", file: "METADATA")),
        (
            "Name: demo\nVersion: 1.0\nRequires-Python: >=3.12\n",
            .requiresPython(">=3.12", try PythonTarget(version: "3.11", platform: "manylinux_2_36_x86_64"))
        ),
        (
            "Name: demo\nVersion: 1.0\nRequires-Python: whatever\n",
            .value("whatever", field: "Requires-Python", file: "METADATA")
        ),
    ])
    func `refuses a METADATA`(text: String, expected: WheelFault) async throws {
        #expect(try await fault(of: WheelFixture(metadata: text)) == expected)
    }

    @Test func `takes other spellings of the same name and version`() async throws {
        let text = "Name: DEMO\nVersion: v1.0.0\nRequires-Python: >=3.6.*, !=3.10.*\n\nVersion: 9\n"
        #expect(try await fault(of: WheelFixture(metadata: text)) == nil)
    }

    @Test func `refuses a dist-info directory of another project`() async throws {
        try await withTemporaryDirectory { directory in
            let made = try await WheelFixture(name: "other").make(in: directory)
            let target = try PythonTarget(version: "3.11", platform: "manylinux_2_36_x86_64")
            let locked = try LockedWheel(
                file: WheelFileName("demo-1.0-py3-none-any.whl"), index: .pypi, size: 1, digest: made.locked.digest)
            let lock = try WheelsLock(
                python: target, layout: WheelsLayout(scheme: .debian(target)), requested: [], wheels: [locked])
            let expected = WheelError.wheel("demo-1.0-py3-none-any.whl", .distInfoName("other-1.0.dist-info"))
            #expect(throws: expected) { try WheelInstaller.plan(lock, wheels: [made.locked.digest: made.path]) }
            #expect(throws: WheelError.contentMissing(locked.file, locked.digest)) {
                try WheelInstaller.plan(lock, wheels: [:])
            }
        }
    }

    @Test(arguments: ["demo-1.0.data/evil/x", "demo-1.0.data/x"])
    func `refuses a path below data that has no place`(name: String) async throws {
        var fixture = WheelFixture()
        fixture.files.append(.init(name: name, text: ""))
        #expect(try await fault(of: fixture) == .dataPath(try TarPath(name)))
    }

    @Test func `refuses two files of a wheel at one place`() async throws {
        var fixture = WheelFixture()
        fixture.files.append(.init(name: "demo-1.0.data/purelib/demo/__init__.py", text: "answer = 42\n"))
        let path = try TarPath("usr/local/lib/python3.11/dist-packages/demo/__init__.py")
        #expect(try await fault(of: fixture) == .sameTarget(path))
    }

    @Test(arguments: [
        ("../../etc/passwd", 0o100644, ZipError.EntryFault.path(.dotDot)), ("/etc/passwd", 0o100644, .path(.absolute)),
        ("demo/link", 0o120777, .symbolicLink), ("demo/__init__.py", 0o100644, .duplicate),
    ])
    func `refuses a hostile entry`(name: String, mode: Int, expected: ZipError.EntryFault) async throws {
        try await withTemporaryDirectory { directory in
            var fixture = WheelFixture()
            fixture.files.append(.init(name: name, text: "answer = 42\n", mode: mode))
            let path = directory.appending(fixture.fileName)
            let error = ZipError.entry(path, Array(name.utf8), expected)
            await #expect(throws: WheelError.archive(fixture.fileName, error)) {
                try await plan([fixture], in: directory)
            }
        }
    }

    @Test func `refuses a different file of two distributions, and names both`() async throws {
        try await withTemporaryDirectory { directory in
            let first = WheelFixture(name: "onnx_cpu", files: [.init(name: "onnx/__init__.py", text: "cpu\n")])
            let second = WheelFixture(name: "onnx_gpu", files: [.init(name: "onnx/__init__.py", text: "gpu\n")])
            let path = try TarPath("usr/local/lib/python3.11/dist-packages/onnx/__init__.py")
            let expected = WheelError.collision(path, first: first.fileName, second: second.fileName)
            await #expect(throws: expected) { try await plan([second, first], in: directory) }
        }
    }

    @Test func `takes an identical file of two distributions once`() async throws {
        try await withTemporaryDirectory { directory in
            let first = WheelFixture(name: "nvidia_a", files: [.init(name: "nvidia/__init__.py", text: "")])
            let second = WheelFixture(
                name: "nvidia_b", files: [.init(name: "nvidia/__init__.py", text: "", mode: 0o100755)])
            let entries = try await plan([first, second], in: directory).filter {
                $0.path.name == Array("__init__.py".utf8)
            }
            #expect(entries.map(\.mode) == [0o755])
        }
    }

    @Test func `refuses a file where another distribution has a directory`() async throws {
        try await withTemporaryDirectory { directory in
            let first = WheelFixture(name: "one", files: [.init(name: "shared", text: "")])
            let second = WheelFixture(name: "two", files: [.init(name: "shared/x.py", text: "")])
            let path = try TarPath("usr/local/lib/python3.11/dist-packages/shared")
            let expected = WheelError.fileAndDirectory(path, first: first.fileName, second: second.fileName)
            await #expect(throws: expected) { try await plan([first, second], in: directory) }
        }
    }
}

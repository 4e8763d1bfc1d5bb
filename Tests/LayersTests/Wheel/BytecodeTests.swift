import Archive
import OCI
import SystemPackage
import TestSupport
import Testing

@testable import Layers

struct BytecodeTests {
    private static let fixture = WheelFixture(
        files: [
            .init(
                name: "demo/__init__.py",
                text: "'''text'''\nanswer = 42\n\ndef twice(x):\n    return [x, (1, 2), 'a']\n"),
            .init(name: "demo/template.py", text: "{% if x %}\n"),
            .init(name: "demo-1.0.data/scripts/tool.py", text: "#!python\n"),
            .init(name: "demo-1.0.data/purelib/single.py", text: "import demo\n"),
        ])

    private static func layer(_ directory: FilePath, magic: Int64? = nil) async throws -> (
        layer: LockedLayer, files: [Digest: FilePath]
    ) {
        let made = try await fixture.make(in: directory)
        let python = try PythonTarget(version: "3.11", platform: "manylinux_2_36_x86_64")
        let here = try await BytecodeCompiler(minor: 11, scratch: directory.appending("identity")).identity()
        let bytecode = try magic.map { try BytecodeLock(python: here.versionText, magic: $0) } ?? here
        let lock = try WheelsLock(
            python: python, layout: WheelsLayout(scheme: .debian(python), bytecode: bytecode),
            requested: [ProjectName("demo")], wheels: [made.locked])
        let layer = LockedLayer(
            name: "app", request: Digest(of: "app".utf8), compression: .none, content: .wheels(lock))
        return (layer, [made.locked.digest: made.path])
    }

    @Test func `byte-code is what compileall makes, and RECORD names it`() async throws {
        try await withTemporaryDirectory { directory in
            let (layer, files) = try await Self.layer(directory)
            guard case .wheels(let lock) = layer.content, let locked = lock.layout.bytecode else { return }
            let sources = try WheelInstaller.sources(lock, wheels: files)
            let compiler = try await BytecodeCompiler(minor: 11, scratch: directory.appending("stage"))
            let bytecode = try await compiler.compile(sources, wheels: files, locked: locked)
            let again = try await BytecodeCompiler(minor: 11, scratch: directory.appending("again"))
                .compile(sources, wheels: files, locked: locked)
            #expect(bytecode.files.mapValues(\.digest) == again.files.mapValues(\.digest))
            let site = "usr/local/lib/python3.11/dist-packages"
            #expect(bytecode.skipped.map(\.place.description) == ["\(site)/demo/template.py"])
            #expect(bytecode.skipped.first?.reason.hasPrefix("SyntaxError: ") == true)
            let entries = try WheelInstaller.plan(lock, wheels: files, bytecode: bytecode)
            let paths = entries.map(\.path.description).filter { $0.hasSuffix(".pyc") }
            #expect(
                paths == [
                    "\(site)/__pycache__/single.cpython-311.pyc", "\(site)/demo/__pycache__/__init__.cpython-311.pyc",
                ])
            let root = directory.appending("root")
            for entry in entries where entry.file != nil {
                let path = root.appending(try #require(entry.path.text))
                try path.removingLastComponent().createDirectories()
                var bytes: [UInt8] = []
                try entry.file?.content { bytes.append(contentsOf: $0) }
                try path.replace(with: bytes)
            }
            let judge = """
                import csv, hashlib, base64, marshal, os, py_compile, sys
                root, site = sys.argv[1], sys.argv[1] + "/usr/local/lib/python3.11/dist-packages"
                for name, cache in [("demo/__init__", "demo/__pycache__/__init__"), ("single", "__pycache__/single")]:
                    path = f"{site}/{name}.py"
                    py_compile.compile(path, cfile="/dev/shm/x%d.pyc" % os.getpid(), dfile=path[len(root):], doraise=True,
                        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
                    theirs = open("/dev/shm/x%d.pyc" % os.getpid(), "rb").read()
                    ours = open(f"{site}/{cache}.cpython-311.pyc", "rb").read()
                    os.remove("/dev/shm/x%d.pyc" % os.getpid())
                    assert ours[:16] == theirs[:16], name
                    assert marshal.loads(ours[16:]) == marshal.loads(theirs[16:]), name
                    assert marshal.loads(ours[16:]).co_filename == path[len(root):]
                rows = {row[0]: row for row in csv.reader(open(site + "/demo-1.0.dist-info/RECORD"))}
                for name in ["__pycache__/single.cpython-311.pyc", "demo/__pycache__/__init__.cpython-311.pyc"]:
                    data = open(f"{site}/{name}", "rb").read()
                    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
                    assert rows[name] == [name, "sha256=" + digest, str(len(data))], rows[name]
                print("equal")
                """
            let answer = try await Tool("env").run(["/usr/bin/python3.11", "-I", "-c", judge, root.string])
            #expect(answer.text == "equal\n", "\(answer.errorText)")
        }
    }

    @Test func `a layer with byte-code is the same in every build, and leaves nothing behind`() async throws {
        try await withTemporaryDirectory { directory in
            let (layer, files) = try await Self.layer(directory)
            var digests: Set<Digest> = []
            for round in 1...2 {
                let fixture = try StoreFixture(in: directory.appending("\(round)"))
                for (digest, path) in files {
                    try fixture.cache.path(of: digest).replace(with: path.read(limit: 1 << 20))
                }
                try fixture.directory.appending("scratch").createDirectories()
                digests.insert(try await fixture.compose([layer])[0].layer.descriptor.digest)
                #expect(try fixture.directory.appending("scratch").entries().isEmpty)
            }
            #expect(digests.count == 1)
        }
    }

    @Test func `another interpreter than the locked one is refused`() async throws {
        try await withTemporaryDirectory { directory in
            let (layer, files) = try await Self.layer(directory, magic: 3000)
            guard case .wheels(let lock) = layer.content, let locked = lock.layout.bytecode else { return }
            let compiler = try await BytecodeCompiler(minor: 11, scratch: directory.appending("stage"))
            let here = try await compiler.identity()
            let expected = BytecodeError.otherPython(
                locked: "\(here.versionText) (magic number 3000)",
                here: "\(here.versionText) (magic number \(here.magic))")
            await #expect(throws: expected) { try await compiler.compile([], wheels: files, locked: locked) }
        }
    }
}

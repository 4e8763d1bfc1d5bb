import Archive
import HTTP
import OCI
import SystemPackage
import Testing
import TestSupport

@testable import Layers

/// A real closure from the index that pip of this machine asks, laid out here and by pip.
struct WheelClosureTests {
    /// One that has pure and compiled wheels, scripts, and several candidates for one package.
    private let requirements = ["flask==3.0.0", "jinja2[i18n]", "markupsafe==2.1.5", "jsonpointer==2.4"]

    @Test func `locks with uv and with pip, and lays out what pip installs`() async throws {
        try await withTemporaryDirectory { directory in
            let pip = try await PipConfiguration.discover(environment: ToolEnvironment.own)
            let client = HTTPClient(HTTPOptions(userAgent: "imagesmith-test/1"))
            let indexes = PythonIndexes([.pypi: pip.places])
            let locker = try Self.locker(indexes, client, in: directory)
            let python = try PythonTarget(version: "3.11", platform: "manylinux_2_36_x86_64")
            let request = try WheelsRequest(
                python: python, requirements: requirements, overrides: ["click==8.1.7"],
                excludes: [ProjectName("babel")],
                newest: "2024-06-01")
            let lock = try await locker.lock(request)
            #expect(
                lock.wheels.map(\.file.text) == [
                    "blinker-1.8.2-py3-none-any.whl", "click-8.1.7-py3-none-any.whl", "flask-3.0.0-py3-none-any.whl",
                    "itsdangerous-2.2.0-py3-none-any.whl",
                    "jinja2-3.1.4-py3-none-any.whl", "jsonpointer-2.4-py2.py3-none-any.whl",
                    "MarkupSafe-2.1.5-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
                    "werkzeug-3.0.3-py3-none-any.whl",
                ])
            #expect(lock.requested.map(\.text) == ["flask", "jinja2", "jsonpointer", "markupsafe"])

            let wheels = try await fetch(lock, PythonIndexClient(client, indexes: indexes), client, into: directory)
            let root = directory.appending("root")
            for entry in try WheelInstaller.plan(lock, wheels: wheels) { try extract(entry, below: root) }

            let reference = directory.appending("reference")
            let files = lock.wheels.compactMap { wheels[$0.digest]?.string }
            // Debian's own: what stands before it in PATH may lock files of its own after an installation.
            let installed = try await Tool("sh").run(
                [
                    "-c", "exec /usr/bin/python3 \"$@\"", "sh", "-m", "pip", "install", "--quiet", "--no-deps",
                    "--no-index", "--no-compile", "--target",
                    reference.string,
                ]
                    + files)
            #expect(installed.status == 0, "\(installed.errorText)")
            let site = root.appending("usr/local/lib/python3.11/dist-packages")
            let (ours, theirs) = (try await listing(of: site), try await listing(of: reference))
            #expect(ours.count > 100)
            #expect(ours == theirs)
            #expect(
                try root.appending("usr/local/bin").entries().map(\.string)
                    == reference.appending("bin").entries().map(\.string))
            let tried = try await Tool("python3.11", package: "python3.11").run(
                ["-c", "import flask, markupsafe._speedups, jinja2; print(flask.Flask.__name__)"],
                environment: ["PYTHONPATH": site.string, "PYTHONDONTWRITEBYTECODE": "1"])
            #expect(tried.text == "Flask\n", "\(tried.errorText)")
            let check = try await Tool("python3.11", package: "python3.11").run(
                ["-I", "-c", Self.recordCheck, site.string], environment: ["PYTHONDONTWRITEBYTECODE": "1"])
            #expect(check.text == "8 distributions\n", "\(check.errorText)")
        }
    }

    @Test func `locks with pip alone what uv locks`() async throws {
        try await withTemporaryDirectory { directory in
            let pip = try await PipConfiguration.discover(environment: ToolEnvironment.own)
            let client = HTTPClient(HTTPOptions(userAgent: "imagesmith-test/1"))
            let locker = try Self.locker(PythonIndexes([.pypi: pip.places]), client, in: directory)
            let running = try await Tool("python3")("-c", "import sys; print('%d.%d' % sys.version_info[:2])")
            let version = String(decoding: running.dropLast(), as: UTF8.self)
            let python = try PythonTarget(version: version, platform: "manylinux_2_36_x86_64")
            let request = try WheelsRequest(python: python, requirements: ["jinja2==3.1.4", "markupsafe==2.1.5"])
            let packages = try #require(try await locker.resolveWithPip(request))
            let names = packages.flatMap(\.wheels).map(\.file.text)
            let uv = try #require(try await locker.resolveWithUV(request), "install uv: pip install uv")
            #expect(Set(names).isSubset(of: uv.flatMap(\.wheels).map(\.file.text)))
            #expect(names.count == 2)
            let alone = try WheelsRequest(python: python, requirements: ["jinja2==3.1.4"], withDependencies: false)
            #expect(try await locker.lock(alone).wheels.map(\.file.text) == ["jinja2-3.1.4-py3-none-any.whl"])
        }
    }

    @Test func `tells what a resolver said when it fails`() async throws {
        try await withTemporaryDirectory { directory in
            let server = try LoopbackServer([:])
            let indexes = PythonIndexes([.pypi: [.simple(try HTTPURL(server.url("/simple")))]])
            let locker = try Self.locker(indexes, HTTPClient(HTTPOptions(userAgent: "test/1")), in: directory)
            let python = try PythonTarget(version: "3.11", platform: "manylinux_2_36_x86_64")
            let request = try WheelsRequest(python: python, requirements: ["nothing-of-this-name"])
            let error = await #expect(throws: WheelError.self) { try await locker.lock(request) }
            guard case .toolFailed(_, _, let message) = error else { throw WheelError.noIndex }
            #expect(message.contains("nothing-of-this-name"))
        }
    }

    private static let recordCheck = """
        import base64, csv, hashlib, importlib.metadata, os, sys
        count = 0
        for distribution in importlib.metadata.distributions(path=[sys.argv[1]]):
            count += 1
            for file in distribution.files:
                data = file.locate().read_bytes()
                if file.hash is None:
                    assert file.name == "RECORD", file
                    continue
                digest = base64.urlsafe_b64encode(hashlib.new(file.hash.mode, data).digest()).rstrip(b"=").decode()
                assert digest == file.hash.value and len(data) == file.size, file
            for point in distribution.entry_points:
                if point.group == "console_scripts":
                    assert os.access(os.path.join(sys.argv[1], "../../../bin", point.name), os.X_OK), point
        print(count, "distributions")
        """

    private static func locker(
        _ indexes: PythonIndexes, _ client: HTTPClient, in directory: FilePath
    ) throws -> WheelsLocker {
        let fetcher = InputFetcher(
            cache: try InputCache(creatingAt: directory.appending("cache")), mirrors: { Mirrors(indexes: indexes) },
            client: client, isOffline: false, progress: { _ in })
        return WheelsLocker(
            indexes: indexes, fetcher: fetcher, environment: ToolEnvironment.own,
            scratch: directory.appending("scratch"))
    }

    private func fetch(
        _ lock: WheelsLock, _ indexes: PythonIndexClient, _ client: HTTPClient, into directory: FilePath
    ) async throws -> [Digest: FilePath] {
        let pairs = try await lock.wheels.concurrentMap(width: 4) { wheel in
            try await runBlocking {
                let path = directory.appending(wheel.file.text)
                guard case .url(let url)? = try indexes.locate(wheel.file, index: wheel.index).first else {
                    throw WheelError.notOffered(wheel.file, [wheel.index])
                }
                let bytes = try client.fetch(url, limit: Int(wheel.size))
                #expect(Digest(of: bytes) == wheel.digest && bytes.count == Int(wheel.size))
                try path.replace(with: bytes)
                return (wheel.digest, path)
            }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private func extract(_ entry: WheelLayerEntry, below root: FilePath) throws {
        let path = root.appending(try #require(entry.path.text))
        guard let file = entry.file else { return try path.createDirectories() }
        var hasher = SHA256Hasher()
        var bytes: [UInt8] = []
        try file.content { piece in
            hasher.update(piece)
            bytes.append(contentsOf: piece)
        }
        #expect(hasher.finalize() == file.digest && Int64(bytes.count) == file.size)
        try path.replace(with: bytes, permissions: entry.mode)
    }

    /// Every file with its hash, but what each installer writes its own way, and scripts, which pip puts elsewhere.
    private func listing(of directory: FilePath) async throws -> [String] {
        let script = """
            find . -type f ! -path './bin/*' ! -name RECORD ! -name INSTALLER ! -name REQUESTED ! -name direct_url.json \
            ! -name '*.pyc' -printf '%P\\0' | sort -z | xargs -0 sha256sum
            """
        let output = try await Tool("sh")("-c", script, environment: ["LC_ALL": "C"], in: directory)
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map { String($0) }
    }
}

import OCI
import SystemPackage
import TestSupport

@testable import Layers

/// An sdist that brings its own backend, so that nothing but Python is needed to build it.
struct SourceFixture {
    var name = "demo"
    var version = "1.0"
    /// What the backend names the wheel.
    var wheel = "demo-1.0-py3-none-any.whl"
    /// Python that the backend runs first.
    var prelude = "pass"
    /// What the wheel's module holds, as a Python expression.
    var content = "'built = 1\\n'"
    /// What the project is built with.
    var requires = "[]"

    var fileName: String { "\(name)-\(version).tar.gz" }

    /// The file's bytes.
    func bytes() async throws -> [UInt8] {
        let backend = """
            import base64, hashlib, os, socket, sys, time, zipfile
            def build_wheel(directory, config_settings=None, metadata_directory=None):
                \(prelude)
                info = "demo-1.0.dist-info"
                files = {
                    "demo.py": \(content),
                    info + "/METADATA": "Metadata-Version: 2.1\\nName: demo\\nVersion: 1.0\\n",
                    info + "/WHEEL": "Wheel-Version: 1.0\\nGenerator: own\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
                }
                record = ""
                with zipfile.ZipFile(os.path.join(directory, "\(wheel)"), "w", zipfile.ZIP_DEFLATED) as archive:
                    for name, text in files.items():
                        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
                        record += f"{name},sha256={digest},{len(text)}\\n"
                        archive.writestr(zipfile.ZipInfo(name, time.localtime()[:6]), text)
                    archive.writestr(info + "/RECORD", record + info + "/RECORD,,\\n")
                return "\(wheel)"
            """
        let project =
            "[build-system]\nrequires = \(requires)\nbuild-backend = \"own\"\nbackend-path = [\"backend\"]\n[tool.x]\ny = 1.5\n"
        let spec: JSON = [
            "root": .string("\(name)-\(version)"), "project": .string(project), "backend": .string(backend),
        ]
        return try await Tool("python3")("-c", Self.script, input: spec.canonical())
    }

    /// The sdist as an index offers it.
    func offer(uploaded: String = "2026-01-01T00:00:00.000000Z") async throws -> LoopbackIndex.File {
        LoopbackIndex.File(name: fileName, bytes: try await bytes(), uploaded: uploaded)
    }

    private static let script = """
        import gzip, io, json, sys, tarfile
        spec = json.load(sys.stdin)
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w:gz") as tar:
            for name, text in [("pyproject.toml", spec["project"]), ("backend/own.py", spec["backend"])]:
                info = tarfile.TarInfo(spec["root"] + "/" + name)
                info.size = len(text.encode())
                info.uid = info.gid = 1000
                tar.addfile(info, io.BytesIO(text.encode()))
        sys.stdout.buffer.write(out.getvalue())
        """
}

import OCI
import SystemPackage
import Testing

@testable import Layers

struct WheelResolveTests {
    @Test func `reads what uv writes`() throws {
        let text = """
            # comment
            lock-version = "1.0"
            created-by = "uv"

            [[packages]]
            name = "cffi"
            version = "2.1.1"
            marker = "platform_python_implementation != 'PyPy'"
            wheels = [{ url = "https://files.example/ab/cffi-2.1.1-cp311-cp311-manylinux_2_17_x86_64.whl", upload-time = 2026-08-03T21:19:36Z, size = 217807, hashes = { sha256 = "6666666666666666666666666666666666666666666666666666666666666666" } }]

            [[packages]]
            name = "Torch"
            version = "2.13.0+cpu"
            wheels = [
                { url = "file:///opt/torch-2.13.0%2Bcpu-cp311-cp311-linux_x86_64.whl", hashes = { sha256 = "7777777777777777777777777777777777777777777777777777777777777777" } },
                { url = "https://files.example/torch.whl", hashes = { sha256 = "7777777777777777777777777777777777777777777777777777777777777777" } },
            ]
            """
        let packages = try ResolvedPackage.read(pylock: Array(text.utf8), of: "uv")
        #expect(
            packages.map {
                "\($0.project) \($0.version) \($0.wheels.map { "\($0.file) \($0.size ?? -1) \($0.digest.short)" })"
            } == [
                #"cffi 2.1.1 ["cffi-2.1.1-cp311-cp311-manylinux_2_17_x86_64.whl 217807 666666666666"]"#,
                #"torch 2.13.0+cpu ["torch-2.13.0+cpu-cp311-cp311-linux_x86_64.whl -1 777777777777"]"#,
            ])
        #expect(packages[1].wheels[0].location == .file("/opt/torch-2.13.0+cpu-cp311-cp311-linux_x86_64.whl"))
    }

    @Test(arguments: [
        ("lock-version = \"2.0\"", "'lock-version': only version 1 is known"), ("", "'lock-version' is missing"),
        ("lock-version = \"1.0\"\n[[packages]]\nversion = \"1\"\n", "'packages[0].name' is missing"),
        ("lock-version = \"1.0", "line 1 of its pylock.toml cannot be read"),
        ("a = 1\na = 2\n", "line 2 of its pylock.toml cannot be read"),
        (
            "lock-version = \"1.0\"\n[[packages]]\nname = \"a\"\nversion = \"1\"\nwheels = [{ url = \"https://h.example/a\" }]\n",
            "'packages[0].wheels[0].hashes' is missing"
        ),
    ])
    func `refuses another pylock`(text: String, reason: String) {
        #expect(throws: WheelError.toolAnswer("uv", reason: reason)) {
            try ResolvedPackage.read(pylock: Array(text.utf8), of: "uv")
        }
    }

    @Test func `reads the TOML of lock files`() throws {
        let text = """
            a = -1 # one
            b.c = 'raw\\n'
            "d e" = "x\\u00e4\\n\\""
            f = [ 1, [true], {}, { g = 2024-01-01 }, # comment
            ]
            [h.i]
            j = false
            [[k]]
            [k.l]
            m = 1
            [[k]]
            """
        let expected =
            #"{"a":-1,"b":{"c":"raw\\n"},"d e":"xä\n\"","f":[1,[true],{},{"g":"2024-01-01"}],"#
            + #""h":{"i":{"j":false}},"k":[{"l":{"m":1}},{}]}"#
        #expect(String(decoding: try TOMLReader.read(Array(text.utf8)).canonical(), as: UTF8.self) == expected)
    }

    @Test(arguments: [
        "a", "a =", "a = 1 b", "a = \"x", "a = \"\\q\"", "a = \"\\u0000\"", "a = [1", "a = {b = 1",
        "a = {b = 1, b = 2}", "[a",
        "[[a]", "a = 1\n[a]", "[a]\n[[a]]", "a = 1.5", "= 1", "a = \u{1}", "a = \"\"\"x\"\"\"", "a\n= 1",
        "a = " + String(repeating: "[", count: 1000),
    ])
    func `refuses other TOML`(text: String) {
        #expect(throws: TOMLReader.Failure.self) { try TOMLReader.read(Array(text.utf8)) }
    }

    @Test func `reads pip's report, of the target's Python alone`() throws {
        let report = """
            {"version":"1","pip_version":"23.2.1","environment":{"python_version":"3.11"},"install":[{"download_info":\
            {"url":"https://files.example/flask-3.0.0-py3-none-any.whl","archive_info":{"hash":"x","hashes":\
            {"sha256":"6666666666666666666666666666666666666666666666666666666666666666"}}},"is_direct":false,\
            "requested":true,"metadata":{"name":"Flask","version":"3.0.0"}}]}
            """
        let target = try PythonTarget(version: "3.11", platform: "manylinux_2_36_x86_64")
        let packages = try ResolvedPackage.read(report: Array(report.utf8), target: target)
        #expect(packages.map(\.project.text) == ["flask"])
        #expect(packages.flatMap(\.wheels).map(\.file.text) == ["flask-3.0.0-py3-none-any.whl"])
        let other = try PythonTarget(version: "3.12", platform: "manylinux_2_36_x86_64")
        #expect(throws: WheelError.pipPython(running: "3.11", target: other)) {
            try ResolvedPackage.read(report: Array(report.utf8), target: other)
        }
    }
}

import Archive
@testable import Layers
import OCI
import SystemPackage
import Testing

struct RuntimeLockTests {
    private static let text = """
        {"onnxruntime":{"digest":"DIGEST","member":"onnxruntime/capi/libonnxruntime.so.1.26.0","size":7,\
        "wheel":{"digest":"DIGEST","file":"onnxruntime-1.26.0-cp311-cp311-manylinux_2_27_x86_64.whl","index":"pypi",\
        "project":"onnxruntime","size":10,"version":"1.26.0"}},"path":"opt/imagesmith",\
        "program":{"digest":"DIGEST","size":3}}
        """

    private static func parse(_ text: String) throws -> RuntimeLock {
        let digest = Digest(of: []).description
        return try RuntimeLock(JSONField(JSON(parsing: Array(text.replacing("DIGEST", with: digest).utf8))))
    }

    @Test func `reads what it writes`() throws {
        let lock = try Self.parse(Self.text)
        let written = String(decoding: lock.json.canonical(), as: UTF8.self)
        #expect(written == Self.text.replacing("DIGEST", with: Digest(of: []).description))
        #expect(lock.inputs(program: "/usr/bin/x").map(\.origin).last == .local("/usr/bin/x"))
    }

    @Test(arguments: [
        (#""path":"opt/imagesmith""#, #""path":"/opt""#, "'path'"),
        (#""size":3"#, #""size":-3"#, "'program.size': the size -3 is negative"),
        (#""size":7"#, #""size":-7"#, "'onnxruntime.size': the size -7 is negative"),
        (#""size":3"#, #""size":3,"x":1"#, "'program.x' is not a known key"),
        (#""version":"1.26.0""#, #""version":"1.27.0""#, "'onnxruntime.wheel.version': the file's name says '1.26.0'"),
    ])
    func `names what is wrong`(part: String, replacement: String, message: String) {
        let text = Self.text.replacing(part, with: replacement)
        #expect(text != Self.text)
        let error = #expect(throws: JSONError.self) { try Self.parse(text) }
        #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
    }

    @Test func `wants its wheel`() throws {
        let lock = try Self.parse(Self.text)
        #expect(throws: ComposeError.missingInput(lock.wheel.file.text, lock.wheel.digest)) {
            try lock.entries(files: [:], epoch: 0)
        }
    }
}

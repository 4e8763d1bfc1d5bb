import SystemPackage
import OCI
import Testing
@testable import Verify

struct FindingTests {
    @Test func `every code has its row in the documentation, in the same words`() throws {
        let root = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
        let text = String(decoding: try root.appending("docs/findings.md").bytes(), as: UTF8.self)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
        #expect(rows == FindingCode.allCases.map { "| `\($0)` | \($0.severity.rawValue) | \($0.summary) |" })
    }

    @Test func `codes are kebab case`() {
        for code in FindingCode.allCases {
            #expect(code.rawValue.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)+/) != nil)
        }
    }

    @Test(arguments: [
        (Array("plain name".utf8), "plain name"), (Array("Größe".utf8), "Größe"),
        (Array("a\u{1b}[31m".utf8), "a\\x1b[31m"), (Array("line\nbreak\u{0}".utf8), "line\\x0abreak\\x00"),
        ([0x61, 0xff], "a\\xff"), (Array("back\\slash".utf8), "back\\x5cslash"),
        (Array("a\u{202e}b".utf8), "a\\xe2\\x80\\xaeb"), ([], ""),
    ])
    func `text from an image harms no terminal`(_ bytes: [UInt8], _ text: String) {
        #expect(PrintableText(bytes).description == text)
    }

    @Test(
        arguments: [
            ("", []), ("YQ==", [0x61]), ("YWI=", [0x61, 0x62]), ("YWJj", [0x61, 0x62, 0x63]), ("YQ=", nil),
            ("YR==", nil),
            ("Y Q=", nil), ("YQ==YQ==", nil), ("====", nil), ("_-==", nil),
        ] as [(String, [UInt8]?)])
    func `reads base64 in its one spelling`(_ text: String, _ bytes: [UInt8]?) {
        #expect(Base64.decode(text) == bytes)
    }
}

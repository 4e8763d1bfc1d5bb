@testable import Layers
import Testing

struct ModelCardTests {
    private static func block(_ lines: String) -> String { "---\n\(lines)\n---\n# Model\n" }

    @Test func `reads licence, languages and tags, and passes over the rest`() throws {
        let card = try ModelCard(
            Self.block(
                """
                language:
                - zh
                - "en"
                license: apache-2.0 # as upstream
                tags: [ocr, 'text']
                model-index:
                - name: x
                  results:
                    - task: {type: ocr}
                      license: mit
                widget: &a {b: *a}
                """))
        #expect(card.licenses == ["apache-2.0"])
        #expect(card.languages == ["zh", "en"])
        #expect(card.tags == ["ocr", "text"])
    }

    @Test(arguments: ["", "# Model\n", "text\n---\nlicense: mit\n---\n", "----\nlicense: mit\n---"])
    func `a card without a block says nothing`(text: String) throws {
        #expect(try ModelCard(text) == ModelCard(""))
    }

    @Test(
        arguments: [
            ("license: *a", .value("license", 2)), ("license: &a mit", .value("license", 2)),
            ("license: |", .value("license", 2)), ("license: !!str mit", .value("license", 2)),
            ("license: {a: b}", .value("license", 2)), ("tags:\n- *a", .value("tags", 3)),
            ("tags: [a, *b]", .value("tags", 2)), ("tags: [a", .line(2)), ("license: \"mit", .value("license", 2)),
            ("license: a\\b", .value("license", 2)), ("nothing", .line(2)), ("tags: [[a]]", .value("tags", 2)),
            ("license: \(String(repeating: "a", count: 201))", .value("license", 2)),
            ("tags:\n" + String(repeating: "- a\n", count: 101), .value("tags", 103)),
        ] as [(String, ModelCardError)])
    func `what is no plain text is refused`(lines: String, error: ModelCardError) {
        #expect(throws: error) { try ModelCard(Self.block(lines)) }
    }

    @Test func `a block without an end is refused`() {
        #expect(throws: ModelCardError.noEnd) { try ModelCard("---\nlicense: mit\n") }
        let long = String(repeating: "a: b\n", count: 3000)
        #expect(throws: ModelCardError.noEnd) { try ModelCard("---\n\(long)---\n") }
    }

    @Test(arguments: [
        ("apache-2.0", "Apache-2.0"), ("mit", "MIT"), ("cc-by-nc-sa-4.0", "CC-BY-NC-SA-4.0"),
        ("other", "LicenseRef-other"),
        ("llama 3.1/é", "LicenseRef-llama-3.1---"),
    ])
    func `licences get SPDX's names`(hub: String, spdx: String) {
        #expect(SPDXLicense.expression(hub) == spdx)
    }
}

import OCI
import SystemPackage
import Testing
@testable import Layers

/// A recipe that came out of an image is read without being followed into a trap.
struct CarriedRecipeTests {
    private let image = Digest(of: Array("image".utf8))

    @Test func `refuses aliases before it parses`() {
        var bomb = "imagesmith: 1\na0: &a0 [x, x]\n"
        for level in 1...40 { bomb += "a\(level): &a\(level) {? [*a\(level - 1), *a\(level - 1)] : 1}\n" }
        let error = #expect(throws: RecipeError.self) {
            try Recipe(carriedBy: image, Array(bomb.utf8), directory: "/nowhere")
        }
        #expect(error?.description.contains("it may hold an alias of YAML ('&a0' and '*a0')") == true)
    }

    @Test(
        arguments: [
            ("key: &name value\nother: *name\n", "name"), ("[&a-1 x,*a-1]", "a-1"), ("{\"k\":&k_ x, ? *k_ : y}", "k_"),
            ("a: R&D\nb: '*.so'\n", nil), ("a: x & y\nb: x * y\n", nil), ("a: &only\n", nil), ("a: '*glob'\n", nil),
            ("", nil),
        ] as [(String, String?)])
    func `sees every alias`(_ text: String, _ name: String?) {
        #expect(Recipe.alias(in: Array(text.utf8)) == name)
    }

    @Test func `refuses what is larger than any recipe`() {
        #expect(throws: RecipeError.self) {
            try Recipe(carriedBy: image, [UInt8](repeating: 0x23, count: Recipe.limit + 1), directory: "/nowhere")
        }
    }

    @Test func `reads what has none, from the directory that it is told`() throws {
        let text = """
            imagesmith: 1
            name: small
            version: 1.0.0
            epoch: 2026-11-01T00:00:00Z
            layers: [{name: notes, files: [{source: note.txt, path: /opt/note.txt}]}]

            """
        let recipe = try Recipe(carriedBy: image, Array(text.utf8), directory: "/inputs")
        #expect(recipe.directory == "/inputs")
        #expect(recipe.digest == Digest(of: Array(text.utf8)))
    }
}

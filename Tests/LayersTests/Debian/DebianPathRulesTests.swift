import Archive
import OCI
import Testing

@testable import Layers

struct DebianPathRulesTests {
    @Test(arguments: [
        ("/usr/share/doc/*", "usr/share/doc/a1/copyright", true), ("/usr/share/doc/*", "usr/share/doc", false),
        ("/usr/share/doc/*/copyright", "usr/share/doc/a/b/copyright", true), ("/*", "a", true),
        ("/usr/?", "usr/a", true), ("/usr/?", "usr/ab", false), ("/usr?a", "usr/a", true),
        ("/usr/*a*b", "usr/aab", true),
        ("/usr/*a*b", "usr/abc", false), ("/usr/[a-c]", "usr/b", true), ("/usr/[!a-c]", "usr/b", false),
        ("/usr/[^a-c]", "usr/d", true), ("/usr/[]a]", "usr/]", true), ("/usr/[a-]", "usr/-", true),
        ("/usr/\\*", "usr/*", true), ("/usr/\\*", "usr/a", false), ("/usr/[\\]]", "usr/]", true),
        ("/usr/.*", "usr/.a", true), ("/usr/a", "usr/A", false), ("/usr/a", "usr/a/b", false),
    ])
    func `a pattern matches what dpkg's does`(pattern: String, path: String, expected: Bool) throws {
        #expect(try DebianPathPattern(pattern).matches(TarPath(path)) == expected)
    }

    @Test(arguments: ["", "usr/*", "/usr/[", "/usr/[a", "/usr/[z-a]", "/usr/\\", "/usr/[[:alpha:]]", "/a b", "/a\nb"])
    func `refuses what is no pattern of paths`(text: String) {
        #expect(throws: DebianNameError.pathPattern(text)) { try DebianPathPattern(text) }
    }

    @Test func `a pattern of many stars ends soon`() throws {
        let pattern = try DebianPathPattern("/" + String(repeating: "*a", count: 500) + "b")
        #expect(
            !pattern.matches(
                try TarPath(
                    Array(
                        repeatElement(Array(repeatElement(UInt8(ascii: "a"), count: 250)), count: 16).joined(
                            separator: [UInt8(ascii: "/")])))))
    }

    @Test func `slim leaves out what Debian's slim images do, and keeps every licence`() throws {
        let slim = try DebianPathRules.slim()
        let left = try [
            "usr/share/doc/a1/changelog.gz", "usr/share/doc/a1/copyright", "usr/share/man/man1/a.1.gz",
            "usr/share/mana",
            "usr/share/locale/de/LC_MESSAGES/a.mo", "usr/share/locale/locale.alias", "usr/share/info/a.gz",
        ].filter { slim.leavesOut(try TarPath($0)) }
        #expect(
            left == [
                "usr/share/doc/a1/changelog.gz", "usr/share/man/man1/a.1.gz", "usr/share/locale/de/LC_MESSAGES/a.mo",
                "usr/share/info/a.gz",
            ])
    }

    @Test func `a recipe's rules are slim's and its own, whatever their order`() throws {
        func rules(_ text: String) throws -> DebianPathRules {
            let recipe = try RecipeSample.parse(
                RecipeSample.least.replacing(
                    "files:\n      - {path: /srv/file, source: file}", with: "debian: {suite: s, packages: [], \(text)}"
                ))
            guard case .debian(let debian) = recipe.layers[0].source else { throw DebianNameError.suite("") }
            return debian.paths
        }
        #expect(try rules("slim: false") == DebianPathRules())
        #expect(try rules("slim: true") == DebianPathRules.slim())
        #expect(try rules("exclude: [/b, /a, /b]").exclude.map(\.text) == ["/a", "/b"])
        #expect(try rules("exclude: [/b, /a], slim: true") == rules("slim: true, exclude: [/a, /b]"))
        #expect(
            try rules("exclude: [/b], keep: [/b/*], slim: true").keep.count == DebianPathRules.slim().keep.count + 1)
    }
}

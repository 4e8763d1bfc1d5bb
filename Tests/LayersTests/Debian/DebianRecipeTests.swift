import HTTP
import Layers
import OCI
import SystemPackage
import Testing

/// A recipe's Debian layers, for the parser and for docs/recipe.schema.json.
struct DebianRecipeTests {
    /// A layer that says all that one can.
    private static let full = """
        imagesmith: 1
        name: sample
        version: 1.0.0
        epoch: 0
        layers:
          - name: more
            debian:
              archives:
                - name: debian
                  suites: [bookworm]
                  signed-by: keys/debian.gpg
                  check-valid-until: false
                  snapshots: older-debian
                - name: vendor
                  suites: [./]
                  url: https://vendor.example/repo
                  snapshots: {name: older-vendor, url: "https://vendor.example/older"}
                  priority: 600
              packages: [vendor-tool=1:2.0-1, python3/bookworm]
              recommends: true
              pins:
                - {package: "lib*", archive: vendor, priority: -1}
                - {package: python3, version: 3.11*, priority: 1001}
              configure: none
              slim: true
              exclude: [/usr/share/games/*]
              keep: [/usr/share/games/a1]
        """

    @Test func `reads all that a layer can say`() throws {
        let recipe = try RecipeSample.parse(Self.full)
        guard case .debian(let debian) = recipe.layers[0].source else {
            Issue.record("the kind is another")
            return
        }
        #expect(debian.archives.map(\.keyring) == ["recipes/keys/debian.gpg", nil])
        #expect(debian.archives.map(\.checksValidUntil) == [false, true])
        #expect(debian.archives.map(\.snapshots?.name) == ["older-debian", "older-vendor"])
        #expect(debian.archives.map(\.components) == [["main"], []])
        #expect(
            recipe.debianAddresses.mapValues(\.description) == [
                "vendor": "https://vendor.example/repo", "older-vendor": "https://vendor.example/older",
            ])
        #expect(debian.packages.map(\.description) == ["vendor-tool=1:2.0-1", "python3/bookworm"])
        #expect(debian.recommends && debian.policy.archives == ["vendor": 600])
        #expect(
            try debian.policy.pins == [
                DebianPin(
                    packages: "lib*", target: .origin(archive: "vendor", suite: nil, component: nil), priority: -1),
                DebianPin(packages: "python3", target: .version("3.11*"), priority: 1001),
            ])
        #expect(debian.configure == .none && debian.paths.keep.contains { $0.text == "/usr/share/games/a1" })
        #expect(debian.paths.exclude.contains { $0.text == "/usr/share/games/*" })
    }

    @Test func `takes one archive twice where only suites and components differ`() throws {
        let text = Self.full.replacing(
            "        - name: vendor", with: "        - {name: vendor, suites: [sub/]}\n        - name: vendor")
        #expect(throws: RecipeError.self) { try RecipeSample.parse(text) }
        let alike = Self.full.replacing(
            "        - name: vendor",
            with:
                "        - {name: own, suites: [a]}\n        - {name: own, suites: [b], components: [c]}\n        - name: vendor"
        )
        #expect(try RecipeSample.parse(alike).debianArchives().map(\.name) == ["debian", "own", "vendor"])
    }

    /// Changes that the parser and the schema refuse.
    private static let faults: [(part: String, replacement: String)] = [
        ("check-valid-until: false", "check-valid-until: 1"), ("snapshots: older-debian", "snapshots: Older"),
        ("url: https://vendor.example/repo", "url: ftp://v"),
        ("url: https://vendor.example/repo", "url: https://u:p@v"),
        ("priority: 600", "priority: 0"), ("vendor-tool=1:2.0-1", "vendor-tool="), ("python3/bookworm", "python3/.."),
        ("python3/bookworm", "python3/"), ("recommends: true", "recommends: 1"), ("priority: 1001", "priority: 40000"),
        ("\"lib*\"", "\"/lib/\""), ("package: python3, version", "package: \"*\", version"), ("archive: vendor, ", ""),
        ("version: 3.11*, ", "version: 3.11*, suite: s, "), ("configure: none", "configure: never"),
        ("slim: true", "slim: 1"), ("/usr/share/games/*", "usr/share/games/*"), ("pins:", "pin:"),
        (", priority: -1", ""), ("{name: older-vendor, url", "{nam: older-vendor, url"),
        ("name: vendor", "name: Vendor"),
    ]

    @Test func `what is wrong for the parser is wrong for the schema`() async throws {
        var texts = [Self.full]
        for (part, replacement) in Self.faults {
            let text = Self.full.replacing(part, with: replacement)
            #expect(text != Self.full, "\(part)")
            #expect(throws: RecipeError.self, "the parser takes \(replacement)") { try RecipeSample.parse(text) }
            texts.append(text)
        }
        let judged = try await RecipeSchemaTests.judge(texts)
        #expect(judged[0] == "")
        for (fault, text) in zip(judged.dropFirst(), Self.faults.map(\.replacement)) {
            #expect(fault != "", "the schema takes \(text)")
        }
    }

    /// Changes that only the parser can refuse.
    @Test(arguments: [
        (
            "suites: [./]", "suites: [./, s]",
            "a directory, with a slash at its end, and suites by name are two archives"
        ),
        ("suites: [./]", "suites: []", "'' is not the name of a Debian suite"),
        ("suites: [./]", "suites: [a/../]", "'a/..' is not the name of a Debian suite"),
        ("priority: 600", "components: [main]", "a suite that is a directory has no components"),
        ("/usr/share/games/*", "\"/usr/share/[\"", "'/usr/share/[' is not a pattern of paths"),
        ("version: 3.11*", "version: \"[\"", "the pin means nothing: '[' is not a pattern of versions"),
    ])
    func `says what is wrong with a layer`(part: String, replacement: String, message: String) {
        let error = #expect(throws: RecipeError.self) {
            try RecipeSample.parse(Self.full.replacing(part, with: replacement))
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}

import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// Debian packages without their scripts.
    struct DistrolessTests {
        private static let recipe = """
            imagesmith: 1
            name: bare
            version: 1.0.0
            epoch: 2026-11-01T00:00:00Z
            layers:
              - name: base
                debian: {suite: bookworm, configure: none, packages: [usr-is-merged, libstdc++6]}

            """

        @Test func `any user composes packages without scripts, and inspect names what was not run`() async throws {
            try await withTemporaryDirectory { directory in
                let recipe = directory.appending("bare.yaml")
                try recipe.replace(with: Array(Self.recipe.utf8))
                let imagesmith = try Imagesmith(store: directory.appending("store"))
                try await imagesmith.json("lock", recipe.string)
                let digest = try await imagesmith.json("build", recipe.string, "--candidate")["digest"]?.text
                // Another user has a program, a cache and a store of his own, and gets the same image.
                let other = try await shell(
                    """
                    mkdir -p own/sha256
                    cp '\(try Setting.program)' own/imagesmith
                    for digest in $(grep -o 'sha256:[0-9a-f]*' bare.lock.json | cut -d: -f2); do
                        if [ -e '\(imagesmith.cache)'/sha256/$digest ]; then cp '\(imagesmith.cache)'/sha256/$digest own/sha256/; fi
                    done
                    touch own/imagesmith-runtime
                    chown -R 65534:65534 .
                    setpriv --reuid 65534 --regid 65534 --clear-groups own/imagesmith build bare.yaml --candidate \\
                        --offline --cache "$PWD/own" --store "$PWD/other" --json
                    """, in: directory)
                #expect(try JSON(parsing: Array(other.utf8))["digest"]?.text == digest)
                let inspected = try await imagesmith.json("inspect", "bare@\(digest ?? "")")
                let skipped = try #require(inspected["skippedScripts"]?.elements)
                #expect(skipped.allSatisfy { $0["layer"] == "base" })
                let packages = skipped.map { "\($0["package"]?.text ?? ""): \($0["scripts"]?.elements.count ?? 0)" }
                #expect(packages.contains("base-passwd: 3"), "\(packages)")
                let text = try await imagesmith("inspect", "bare@\(digest ?? "")").text
                #expect(text.contains("not run   base: postinst, postrm, preinst of base-passwd\n"))
                #expect(try await imagesmith("verify", "--strict", "bare@\(digest ?? "")").status == 0)
            }
        }
    }
}

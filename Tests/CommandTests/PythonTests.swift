import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// An image with Debian's Python, wheels beside it and files of one's own.
    struct PythonTests {
        private static let recipe = """
            imagesmith: 1
            name: web
            version: 1.0.0
            epoch: 2026-11-01T00:00:00Z
            layers:
              - name: base
                debian: {suite: bookworm, packages: [usr-is-merged, python3]}
              - name: app
                wheels: {python: "3.11", requirements: [flask==3.0.3]}
              - name: settings
                files:
                  - {path: /etc/web/secret, source: secret, mode: "0640", owner: "0:33"}
                  - {path: /srv/web, directory: true, mode: "1777"}
                  - {path: /srv/link, link: web}
            config:
              user: "1000:1000"
              env: {PATH: "/usr/local/bin:/usr/bin:/bin"}
            smoke:
              device: cpu
              tests:
                - name: imports what was asked for
                  run:
                    command: [python3, -c, "import flask, importlib.metadata as m; print(m.version('flask'))"]
                    output: "^3\\\\.0\\\\.3$"
                - {name: has its script, run: {command: [flask, --version], output: Flask 3.0.3}}
                - name: has the files as they were asked for
                  run:
                    command: [stat, -c, "%a %u:%g %n", /etc/web/secret, /srv/web, /srv/link/.]
                    output: "640 0:33 /etc/web/secret\\n1777 0:0 /srv/web\\n1777 0:0 /srv/link/\\\\."
            tags: ["web:1"]

            """

        @Test func `composes Debian, wheels and files, and runs them`() async throws {
            try await withTemporaryDirectory { directory in
                let recipe = directory.appending("web.yaml")
                try recipe.replace(with: Array(Self.recipe.utf8))
                try directory.appending("secret").replace(with: Array("not for everybody\n".utf8), permissions: 0o600)
                let imagesmith = try Imagesmith(store: directory.appending("store"))
                try await imagesmith.json("lock", recipe.string)
                let document = try await imagesmith.json("build", recipe.string)
                #expect(document["tags"] == ["web:1"])
                #expect(document["smoke"]?["tests"]?.elements.count == 3)
                #expect(try await imagesmith("verify", "--strict", "web:1").status == 0)
                // Debian's own tools find the root as they left it.
                try await shell(
                    """
                    skopeo copy -q oci:store:web:1 oci:copy:web && mkdir root
                    for layer in $(python3 -c 'import json
                    blob = lambda digest: json.load(open("copy/blobs/" + digest.replace(":", "/")))
                    index = json.load(open("copy/index.json"))
                    print(*[l["digest"].split(":")[1] for l in blob(index["manifests"][0]["digest"])["layers"]])')
                    do zstd -qdc copy/blobs/sha256/$layer | tar -x -C root --numeric-owner; done
                    test -z "$(dpkg --root=root --audit)"
                    test "$(dpkg-query --root=root -W -f '${db:Status-Abbrev}\\n' | sort -u)" = 'ii '
                    """, in: directory)
            }
        }
    }
}

import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// Images on their way between stores and registries, by the built program.
    struct CopyTests {
        /// A layout with an image of one layer, `v1`.
        private struct Sample {
            let layout: ImageLayout
            let image: Descriptor
            let layer: [UInt8]

            init(_ count: Int, in directory: FilePath) throws {
                layout = try ImageLayout(creatingAt: directory.appending("sample"))
                var state: UInt64 = 0x9E37_79B9_7F4A_7C15
                layer = (0..<count).map { _ in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return UInt8(truncatingIfNeeded: state >> 56)
                }
                let blob = try layout.write(layer, as: .layer)
                let config = ImageConfig(
                    created: nil, platform: Platform(os: "linux", architecture: "amd64"), execution: ExecutionConfig(),
                    diffIDs: [DiffID(blob.digest)], history: [])
                image = try layout.write(Manifest(config: layout.write(config), layers: [blob]))
                try layout.tag(image, as: RefName("v1"))
            }

            var name: String { "oci:\(layout.root):v1" }
            var digest: Digest { Digest(of: layer) }
        }

        @Test func `a candidate goes out by its digest, by a tag only after it passed, and podman pulls it`()
            async throws
        {
            try await withTemporaryDirectory { directory in
                let server = try RegistryServer(in: directory)
                let small = try await SmallRecipe(in: directory)
                let candidate = small.candidate
                let refused = try await small.imagesmith(
                    "copy", "@\(candidate)", "docker://\(server.host)/team/small:1")
                #expect(refused.status == 2)
                #expect(refused.errorText.contains("has passed no smoke test here"), "\(refused.errorText)")

                let pushed = try await small.imagesmith.json(
                    "copy", "@\(candidate)", "docker://\(server.host)/team/small@\(candidate)")
                #expect(pushed["image"]?.text == candidate)
                #expect(pushed["referrers"] == 3)
                let raw = try await Tool("skopeo")(
                    "inspect", "--raw", "--tls-verify=false", "docker://\(server.host)/team/small@\(candidate)")
                #expect(Digest(of: raw).description == candidate)

                let renamed = try await small.imagesmith(
                    "copy", "docker://\(server.host)/team/small@\(candidate)", "docker://\(server.host)/team/small:1")
                #expect(renamed.status == 2)
                #expect(renamed.errorText.contains("has passed no smoke test here"), "\(renamed.errorText)")

                // Another store gives it no tag either, and has it as the candidate that it is.
                let other = try Imagesmith(store: directory.appending("other"), cache: directory.appending("cache"))
                let named = try await other("copy", "docker://\(server.host)/team/small@\(candidate)", "small:1")
                #expect(named.status == 2)
                #expect(named.errorText.contains("has passed no smoke test here"), "\(named.errorText)")
                #expect(try await other("verify", "small:1").status == 2)
                #expect(try await other("verify", "@\(candidate)").status == 0)
                let pulled = try await other.json(
                    "copy", "docker://\(server.host)/team/small@\(candidate)", "@\(candidate)")
                #expect(pulled["referrers"] == 3)
                try await Tool("skopeo")(
                    "copy", "--src-tls-verify=false", "--dest-tls-verify=false",
                    "docker://\(server.host)/team/small@\(candidate)", "docker://\(server.host)/team/small:2")

                let (root, run) = (directory.appending("root"), directory.appending("run"))
                let podman = [
                    "--root", root.string, "--runroot", run.string, "--storage-driver", "vfs",
                    "--cgroup-manager=cgroupfs",
                ]
                let name = "\(server.host)/team/small:2"
                let got = try await Tool("podman").run(podman + ["pull", "-q", "--tls-verify=false", name])
                #expect(got.status == 0, "\(got.errorText)")
                let seen = try await Tool("podman").run(podman + ["image", "inspect", "--format", "{{.Digest}}", name])
                #expect(seen.text == "\(candidate)\n")
                let back = try await Tool("podman").run(
                    podman + ["push", "-q", "--tls-verify=false", name, "docker://\(server.host)/podman/small:1"])
                #expect(back.status == 0, "\(back.errorText)")
                let podmans = try await other.json("copy", "docker://\(server.host)/podman/small:1", "podman:1")
                let theirs = try await Tool("skopeo")(
                    "inspect", "--raw", "--tls-verify=false", "docker://\(server.host)/podman/small:1")
                #expect(podmans["image"]?.text == Digest(of: theirs).description)
            }
        }

        @Test func `a proxy that is named is the way to every registry`() async throws {
            try await withTemporaryDirectory { directory in
                let server = try RegistryServer(in: directory)
                let sample = try Sample(1000, in: directory)
                let imagesmith = try Imagesmith(
                    store: directory.appending("store"), cache: directory.appending("cache"))
                // A host that nobody can find the address of, and a registry that answers what is sent to a proxy.
                let line = [
                    "copy", sample.name, "docker://registry.invalid/a/b:v1", "--plain-http", "registry.invalid",
                ]
                let told = try await imagesmith.run(line + ["--proxy", "http://\(server.host)"])
                #expect(told.status == 0, "\(told.errorText)")
                let raw = try await Tool("skopeo")(
                    "inspect", "--raw", "--tls-verify=false", "docker://\(server.host)/a/b:v1")
                #expect(Digest(of: raw) == sample.image.digest)
                let lost = try await imagesmith.run(line)
                #expect(lost.status == 2)
                let none = try await imagesmith.run(line + ["--ca-file", "\(directory)/none.pem"])
                #expect(none.status == 2)
                #expect(none.errorText.contains("none.pem"), "\(none.errorText)")
            }
        }

        @Test func `a push that was killed at 90 % sends the missing part and one chunk more at most`() async throws {
            try await withTemporaryDirectory { directory in
                let size = 20_000_000
                let sample = try Sample(size, in: directory)
                let registry = try QuirkRegistry(digest: { Digest(of: $0).description }) { $0.holdsAt = 18_000_000 }
                let imagesmith = try Imagesmith(store: directory.appending("store"))
                let line = ["copy", sample.name, "docker://\(registry.host)/a/b:v1", "--chunk-size", "1"]
                let killed = try await imagesmith.run(line, through: ["timeout", "--foreground", "-s", "KILL", "10"])
                #expect(killed.status == 137)
                registry.server.release()
                // The registry notices that the connection is gone, and keeps what came.
                while registry.pending < 18_000_000 { try await Task.sleep(for: .milliseconds(10)) }
                let before = registry.uploaded
                let outcome = try await imagesmith.run(line)
                #expect(outcome.status == 0, "\(outcome.errorText)")
                #expect(registry.uploaded - before <= size - 18_000_000 + 1 << 20 + 1000)
                #expect(registry.blob(sample.digest.description, in: "a/b") == sample.layer)
                #expect(registry.manifest("v1", in: "a/b").map { Digest(of: $0) } == sample.image.digest)
                let left = try await shell("find .imagesmith -type f -not -path '*/users/*'", in: imagesmith.store)
                #expect(left == "")
            }
        }

        @Test func `a push that is asked to end does so between two parts, and the next goes on there`() async throws {
            try await withTemporaryDirectory { directory in
                let size = 20_000_000
                let sample = try Sample(size, in: directory)
                let registry = try QuirkRegistry(digest: { Digest(of: $0).description }) { $0.partDelay = 100 }
                let imagesmith = try Imagesmith(store: directory.appending("store"))
                let line =
                    "'\(try Setting.program)' copy '\(sample.name)' docker://\(registry.host)/a/b:v1 --chunk-size 1"
                let text = try await shell(
                    """
                    export IMAGESMITH_STORE='\(imagesmith.store)'
                    \(line) 2>errors &
                    program=$!
                    until grep -qs '"offset":[1-9]' store/.imagesmith/uploads/*.json; do sleep 0.02; done
                    kill -TERM $program
                    status=0; wait $program || status=$?
                    echo $status; cat errors
                    """, in: directory)
                #expect(text.hasPrefix("2\n"), "\(text)")
                #expect(text.contains("bytes, as asked; the same copy goes on there"), "\(text)")
                #expect(registry.parts.allSatisfy { $0 == 1 << 20 } && registry.uploaded < size)
                let outcome = try await imagesmith.run([
                    "copy", sample.name, "docker://\(registry.host)/a/b:v1", "--chunk-size", "1",
                ])
                #expect(outcome.status == 0, "\(outcome.errorText)")
                // The layer and the configuration, each once.
                #expect(registry.uploaded < size + 1000)
                #expect(registry.blob(sample.digest.description, in: "a/b") == sample.layer)
            }
        }

        @Test func `a pull that was killed at 90 % fetches the missing part alone`() async throws {
            try await withTemporaryDirectory { directory in
                let size = 20_000_000
                let sample = try Sample(size, in: directory)
                let registry = try QuirkRegistry(digest: { Digest(of: $0).description }) {
                    $0.delivery = .stalled(after: 18_000_000)
                    $0.stallsFrom = 1_000_000
                }
                let manifest = try sample.layout.manifest(sample.image)
                for blob in [manifest.config] + manifest.layers {
                    registry.keep(try sample.layout.read(blob, limit: 1 << 26), in: "a/b")
                }
                registry.keep(
                    try sample.layout.read(sample.image), as: MediaType.manifest.description, tag: "v1", in: "a/b")
                let imagesmith = try Imagesmith(store: directory.appending("store"))
                let line = ["copy", "docker://\(registry.host)/a/b:v1", "sample:1"]
                let killed = try await imagesmith.run(line, through: ["timeout", "--foreground", "-s", "KILL", "10"])
                #expect(killed.status == 137)
                #expect(try await imagesmith("ls").text.contains("sample") == false)
                let before = registry.served
                let outcome = try await imagesmith.run(line)
                #expect(outcome.status == 0, "\(outcome.errorText)")
                #expect(registry.served - before == size - 18_000_000)
                #expect(try await imagesmith.digest(of: "sample:1") == sample.image.digest.description)
                let left = try await shell("find .imagesmith -type f -not -path '*/users/*'", in: imagesmith.store)
                #expect(left == "")
            }
        }

        @Test func `a login is kept for its owner alone, opens the registry, and is forgotten`() async throws {
            try await withTemporaryDirectory { directory in
                let authority = try await TestAuthority(in: directory)
                let server = try RegistryServer(in: directory, isClosed: true, authority: authority)
                let sample = try Sample(1000, in: directory)
                let imagesmith = try Imagesmith(store: directory.appending("store"))
                let file = directory.appending("logins/auth.json")
                let environment = [
                    "REGISTRY_AUTH_FILE": file.string, "SSL_CERT_FILE": authority.directory.appending("ca.pem").string,
                ]
                let tls = ["--tls", server.host]
                func run(_ line: [String], input: String = "") async throws -> Tool.Outcome {
                    var variables: [String: String?] = ["IMAGESMITH_STORE": imagesmith.store.string]
                    variables.merge(environment) { $1 }
                    return try await Tool("env").run(
                        [try Setting.program.string] + line, environment: variables, input: Array(input.utf8))
                }
                let login = ["login", server.host, "-u", RegistryServer.login.user] + tls
                let wrong = try await run(login, input: "wrong\n")
                #expect(wrong.status == 2 && wrong.errorText.contains("does not take this user and password"))
                #expect(try file.status() == nil)
                #expect(try await run(login, input: "").status == 64)

                let closed = try await run(["copy", sample.name, "docker://\(server.host)/a:1"] + tls)
                #expect(closed.status == 2 && closed.errorText.contains("run 'imagesmith login \(server.host)'"))
                let right = try await run(login, input: RegistryServer.login.password + "\n")
                #expect(right.status == 0 && right.text == "logged in to \(server.host)\n", "\(right.errorText)")
                #expect(try file.status()?.permissions == 0o600)
                let open = try await run(["copy", sample.name, "docker://\(server.host)/a:1"] + tls)
                #expect(open.status == 0, "\(open.errorText)")
                // What skopeo reads is what we wrote.
                let seen = try await Tool("skopeo").run(
                    ["inspect", "--raw", "--authfile", file.string, "docker://\(server.host)/a:1"],
                    environment: ["SSL_CERT_FILE": environment["SSL_CERT_FILE"]])
                #expect(Digest(of: seen.output) == sample.image.digest, "\(seen.errorText)")

                #expect(try await run(["logout", server.host]).status == 0)
                #expect(try await run(["logout", server.host]).status == 2)
                #expect(try await run(["copy", sample.name, "docker://\(server.host)/a:2"] + tls).status == 2)
            }
        }

        @Test func `a helper keeps the login, and one that hangs or fails is told of`() async throws {
            try await withTemporaryDirectory { directory in
                let server = try RegistryServer(in: directory, isClosed: true)
                let sample = try Sample(1000, in: directory)
                let imagesmith = try Imagesmith(store: directory.appending("store"))
                let file = directory.appending("auth.json")
                let bin = directory.appending("bin")
                try bin.createDirectories()
                let login =
                    #"{"ServerURL":"x","Username":"\#(RegistryServer.login.user)","#
                    + #""Secret":"\#(RegistryServer.login.password)"}"#
                let scripts = [
                    "good": "read host; [ \"$1 $host\" = 'get \(server.host)' ] && echo '\(login)'",
                    "empty": "echo 'credentials not found in native keychain'; exit 1",
                    "broken": "echo 'no \u{1b}[31mkeychain' >&2; exit 3",
                ]
                for (name, script) in scripts {
                    try bin.appending("docker-credential-\(name)").replace(
                        with: Array("#!/bin/sh\n\(script)\n".utf8), permissions: 0o755)
                }
                for (name, status, sentence) in [
                    ("good", 0, ""), ("empty", 2, "no login for \(server.host) is known"),
                    ("broken", 2, "it failed: no "), ("missing", 2, "it is not installed"),
                ] {
                    try file.replace(
                        with: Array(#"{"credHelpers":{"\#(server.host)":"\#(name)"}}"#.utf8), permissions: 0o600)
                    let outcome = try await imagesmith.run(
                        ["copy", sample.name, "docker://\(server.host)/a:1"],
                        environment: [
                            "REGISTRY_AUTH_FILE": file.string, "PATH": "\(bin):/usr/local/bin:/usr/bin:/bin",
                        ])
                    #expect(outcome.status == Int32(status), "\(name): \(outcome.errorText)")
                    #expect(outcome.errorText.contains(sentence), "\(name): \(outcome.errorText)")
                    #expect(!outcome.errorText.contains("\u{1b}"))
                }
            }
        }

        @Test(
            arguments: [
                (["copy", "a:1"], 64, "<to>"), (["copy", "a:1", "b:1", "--chunk-size", "0"], 64, "--chunk-size"),
                (
                    ["copy", "a:1", "b:1", "--chunk-size", "1"], 64,
                    "--chunk-size is for what goes to docker://HOST/NAME"
                ),
                (
                    ["swap", "a:1", "model=./m", "--candidate", "--allow-upload-host", "b.example"], 64,
                    "--allow-upload-host is for what goes to docker://HOST/NAME"
                ), (["smoke", "a:1", "--chunk-size", "1"], 64, "--chunk-size is for"),
                (["smoke", "docker://a.example/b:1", "--allow-upload-host", "!"], 64, "--allow-upload-host wants"),
                (["copy", "a:1", "b:1", "--platform", "linux"], 64, "--platform wants"),
                (["copy", "dir:x", "b:1"], 2, "'dir:'"),
                (["copy", "docker://busybox", "b:1"], 2, "docker://HOST/NAME"),
                (["copy", "oci:/nowhere", "b:1"], 2, "/nowhere is not an OCI image layout"),
                (["logout", "a.example", "--authfile", "/nowhere/auth.json"], 2, "has no login for a.example"),
            ] as [([String], Int, String)])
        func `what cannot be copied is told`(line: [String], status: Int, sentence: String) async throws {
            try await withTemporaryDirectory { directory in
                let imagesmith = try Imagesmith(store: directory.appending("store"))
                let outcome = try await imagesmith.run(line)
                #expect(outcome.status == Int32(status))
                #expect(outcome.errorText.contains(sentence), "\(outcome.errorText)")
            }
        }
    }
}

import HTTP
@testable import OCI
import SystemPackage
import TestSupport
import Testing

struct RegistryClientTests {
    private typealias Fixture = RegistryFixture

    @Test func `reads by digest and by tag what skopeo pushed to Debian's registry`() async throws {
        try await withTemporaryDirectory { directory in
            let server = try RegistryServer(in: directory)
            let fixture = try LayoutFixture(in: directory)
            let image = try fixture.image("pushed")
            try fixture.layout.tag(image, as: RefName("v1"))
            try await Tool("skopeo")(
                "copy", "--insecure-policy", "--preserve-digests", "--dest-tls-verify=false",
                "oci:\(fixture.layout.root):v1",
                "docker://\(server.host)/team/ocr:v1")
            let client = Fixture.client()
            for selector in [":v1", "@\(image.digest)"] {
                let reference = try RegistryReference("docker://\(server.host)/team/ocr\(selector)")
                let document = try client.manifest(reference)
                #expect(document.descriptor.digest == image.digest && document.descriptor.mediaType == .manifest)
                let manifest = try Manifest(JSON(parsing: document.bytes))
                #expect(try client.bytes(manifest.layers[0], of: reference.repository) == Array("pushed".utf8))
            }
            #expect(throws: RegistryError.self) {
                try client.manifest(RegistryReference("docker://\(server.host)/team/ocr:v2"))
            }
        }
    }

    @Test func `logs in to a registry that is closed, with a login that skopeo keeps`() async throws {
        try await withTemporaryDirectory { directory in
            let server = try RegistryServer(in: directory, isClosed: true)
            let fixture = try LayoutFixture(in: directory)
            let image = try fixture.image("closed")
            let file = directory.appending("auth.json")
            try await Tool("skopeo")(
                "login", "--tls-verify=false", "--authfile", file.string, "-u", RegistryServer.login.user,
                "--password-stdin", server.host, input: Array(RegistryServer.login.password.utf8))
            try fixture.layout.tag(image, as: RefName("v1"))
            try await Tool("skopeo")(
                "copy", "--insecure-policy", "--preserve-digests", "--dest-tls-verify=false", "--authfile", file.string,
                "oci:\(fixture.layout.root):v1", "docker://\(server.host)/team/ocr:v1")
            let reference = try RegistryReference("docker://\(server.host)/team/ocr@\(image.digest)")
            #expect(throws: RegistryError.unauthorized(reference.repository, hasLogin: false)) {
                try Fixture.client().manifest(reference)
            }
            let logins = try RegistryLogins(parsing: file.read(limit: 1 << 16))
            let client = Fixture.client(RegistryAccess(logins: logins))
            let manifest = try Manifest(JSON(parsing: client.manifest(reference).bytes))
            #expect(try client.bytes(manifest.layers[0], of: reference.repository) == Array("closed".utf8))
            // A blob can be the first that is asked for.
            let fresh = Fixture.client(RegistryAccess(logins: logins))
            #expect(try fresh.bytes(manifest.layers[0], of: reference.repository) == Array("closed".utf8))
            let wrong = try Fixture.logins([server.host: "YWxpOndyb25n"])
            #expect(throws: RegistryError.unauthorized(reference.repository, hasLogin: true)) {
                try Fixture.client(RegistryAccess(logins: wrong)).manifest(reference)
            }
        }
    }

    /// The ways in which a registry lies about a manifest, each with what is said of it.
    @Test(
        arguments: [
            ("body", "has the digest"), ("header", "but its registry calls it"), ("type", "and its server calls it"),
            ("members", "by its members"), ("duplicate", "duplicate object key"), ("text", "cannot be read"),
        ])
    func `a manifest that is not what was asked for is refused`(lie: String, sentence: String) throws {
        let good = Fixture.manifest
        let body: [UInt8] =
            switch lie {
            case "members": JSON.object(["schemaVersion": 2, "manifests": [], "layers": []]).canonical()
            case "duplicate": Array(#"{"schemaVersion":2,"schemaVersion":2}"#.utf8)
            case "text": Array("<html>".utf8)
            default: good
            }
        let server = try LoopbackServer { _ in
            LoopbackServer.Response(
                headers: [
                    ("Content-Type", (lie == "type" ? MediaType.index : .manifest).description),
                    ("Docker-Content-Digest", "\(lie == "header" ? Digest(of: [1]) : Digest(of: body))"),
                ], body: lie == "body" ? good.reversed() : body)
        }
        let reference = try Fixture.reference(server, lie == "header" ? ":v1" : "@\(Digest(of: body))")
        let error = #expect(throws: RegistryError.self) { try Fixture.client().manifest(reference) }
        #expect(error?.description.contains(sentence) == true, "\(String(describing: error))")
    }

    @Test func `a manifest without an end is refused`() throws {
        let server = try LoopbackServer { _ in LoopbackServer.Response(delivery: .endless(1 << 16)) }
        let error = #expect(throws: RegistryError.self) {
            try Fixture.client().manifest(Fixture.reference(server, ":v1"))
        }
        #expect(error?.description.contains("4194304") == true, "\(String(describing: error))")
    }

    @Test func `tells the registry's own reason`() throws {
        let server = try LoopbackServer(handler: Fixture.answer)
        let reference = try Fixture.reference(server, ":v2")
        #expect(
            throws: RegistryError.refused(
                reference.description, status: 404, code: "MANIFEST_UNKNOWN", message: "manifest unknown")
        ) { try Fixture.client().manifest(reference) }
    }

    @Test func `a blob with other bytes, fewer or more is refused`() throws {
        let other = [UInt8](Fixture.layer.reversed())
        for body in [other, Fixture.layer.dropLast(), Fixture.layer + [0]] {
            let server = try LoopbackServer { _ in LoopbackServer.Response(body: body) }
            let repository = try Fixture.reference(server, ":v1").repository
            let error = #expect(throws: RegistryError.self) {
                try Fixture.client().bytes(Fixture.blob, of: repository)
            }
            switch error {
            case .digest(_, Fixture.blob.digest, Digest(of: other)) where body == other: break
            case .size(_, Fixture.blob.size, _) where body != other: break
            default: Issue.record("\(String(describing: error))")
            }
        }
    }

    @Test func `a blob that breaks off goes on where it broke`() throws {
        let counter = Counter()
        let server = try LoopbackServer { request in
            .file(
                Fixture.layer, for: request, entityTag: "\"1\"",
                delivery: counter.next() == 0 ? .truncated(after: 100_000) : .whole)
        }
        let repository = try Fixture.reference(server, ":v1").repository
        #expect(try Fixture.client().bytes(Fixture.blob, of: repository) == Fixture.layer)
        #expect(server.requests.count == 2)
        #expect(server.requests.last?["range"]?.hasPrefix("bytes=") == true)
    }

    @Test func `a blob comes from another host without the registry's credentials`() throws {
        let store = try LoopbackServer { .file(Fixture.layer, for: $0) }
        let target = store.url("/signed?key=1")
        let server = try LoopbackServer { request in
            request["authorization"] == nil
                ? .status(401, headers: [("WWW-Authenticate", "Basic realm=\"x\"")])
                : .redirect(to: target, status: 307)
        }
        let repository = try Fixture.reference(server, ":v1").repository
        let logins = try Fixture.logins(["127.0.0.1:\(server.port)": "YTpi"])
        let client = Fixture.client(RegistryAccess(logins: logins))
        #expect(try client.bytes(Fixture.blob, of: repository) == Fixture.layer)
        #expect(server.requests.last?["authorization"] == "Basic YTpi")
        #expect(store.requests.count == 1 && store.requests[0]["authorization"] == nil)
    }

    @Test func `redirects without an end are refused`() throws {
        let server = try LoopbackServer { .redirect(to: $0.path) }
        let reference = try Fixture.reference(server, ":v1")
        let error = #expect(throws: RegistryError.self) { try Fixture.client().manifest(reference) }
        #expect(error?.description.contains("redirects") == true)
        #expect(throws: RegistryError.self) { try Fixture.client().bytes(Fixture.blob, of: reference.repository) }
        #expect(server.requests.count <= 20)
    }

    @Test func `only hosts of this machine, and hosts that are named, are spoken to without TLS`() throws {
        let named = try RegistryHost("registry.example:5000")
        let client = Fixture.client(RegistryAccess(plainHosts: [named]))
        for (host, origin) in [
            ("127.0.0.1:5000", "http://127.0.0.1:5000"), ("localhost:5000", "http://localhost:5000"),
            ("[::1]:5000", "http://[::1]:5000"), ("registry.example:5000", "http://registry.example:5000"),
            ("registry.example", "https://registry.example"), ("127.0.0.1.example", "https://127.0.0.1.example"),
            ("docker.io", "https://registry-1.docker.io"), ("index.docker.io", "https://registry-1.docker.io"),
        ] {
            #expect(try client.origin(of: RegistryHost(host)).origin.description == origin)
        }
    }
}

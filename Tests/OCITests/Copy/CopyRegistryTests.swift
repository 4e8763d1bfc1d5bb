import HTTP
@testable import OCI
import SystemPackage
import TestSupport
import Testing

/// Copies to and from Debian's registry, judged by skopeo.
@Suite(.timeLimit(.minutes(5)))
struct CopyRegistryTests {
    private typealias Fixture = CopyFixture

    @Test func `an image goes to a registry and comes back with all that is attached to it`() async throws {
        try await withTemporaryDirectory { directory in
            let server = try RegistryServer(in: directory)
            let fixture = try Fixture(in: directory)
            let selector = ImageReference.Selector.tag(try RefName("v1"))
            let pushed = try await fixture.copy(
                selector, from: LayoutSource(fixture.layout), to: fixture.destination("\(server.host)/a/b:v1"))
            #expect(pushed.image.digest == fixture.image.digest)
            #expect(pushed.copied == 4 && pushed.skipped == 0 && pushed.documents == 3 && pushed.referrers == 2)

            let seen = try await Tool("skopeo")(
                "inspect", "--raw", "--tls-verify=false", "docker://\(server.host)/a/b:v1")
            #expect(Digest(of: seen) == fixture.image.digest)
            let list = try await Tool("skopeo")(
                "inspect", "--raw", "--tls-verify=false",
                "docker://\(server.host)/a/b:\(fixture.image.digest.fallbackTag)")
            let entry = try #require(try ImageIndex(JSON(parsing: list)).manifests.first)
            #expect(entry.digest == fixture.note.digest && entry.artifactType == Fixture.noteType)
            #expect(entry.annotations == ["kind": "first"])

            let other = try fixture.other()
            let pulled = try await fixture.copy(
                .only, from: fixture.source("\(server.host)/a/b:v1"), to: LayoutDestination(other, as: selector))
            #expect(pulled.copied == 4 && pulled.referrers == 2 && pulled.bytes == pushed.bytes)
            #expect(try other.resolve(ImageReference(layout: nil, selector: selector)).digest == fixture.image.digest)
            #expect(try other.referrers(of: fixture.image.digest) == [fixture.note])
            #expect(try other.referrers(of: fixture.note.digest).map(\.digest) == [fixture.noteOnNote.digest])
            #expect(try other.partials.entries().isEmpty)

            // A second time nothing travels, and the list of referrers stays as it is.
            let again = try await fixture.copy(
                selector, from: LayoutSource(fixture.layout), to: fixture.destination("\(server.host)/a/b:v1"))
            #expect(again.copied == 0 && again.skipped == 4 && again.bytes == 0)
            let same = try await Tool("skopeo")(
                "inspect", "--raw", "--tls-verify=false",
                "docker://\(server.host)/a/b:\(fixture.image.digest.fallbackTag)")
            #expect(same == list)
        }
    }

    @Test func `an index goes as a whole, or one of its platforms`() async throws {
        try await withTemporaryDirectory { directory in
            let server = try RegistryServer(in: directory)
            let fixture = try Fixture(in: directory)
            let selector = ImageReference.Selector.tag(try RefName("all"))
            let whole = try await fixture.copy(
                selector, from: LayoutSource(fixture.layout), to: fixture.destination("\(server.host)/a/b:all"))
            #expect(whole.documents == 4 && whole.referrers == 1)
            let raw = try await Tool("skopeo")(
                "inspect", "--raw", "--tls-verify=false", "docker://\(server.host)/a/b:all")
            #expect(Digest(of: raw) == fixture.index.digest)
            try await Tool("skopeo")(
                "copy", "--insecure-policy", "--all", "--preserve-digests", "--src-tls-verify=false",
                "docker://\(server.host)/a/b:all", "oci:\(directory)/skopeo:all")
            let theirs = try ImageLayout(at: directory.appending("skopeo"))
            #expect(try theirs.digests().isSubset(of: fixture.layout.digests()))

            for (platform, place) in [("linux/amd64", 0), ("linux/arm64", 1), ("linux/arm64/v8", 1)] {
                let other = try fixture.other("other-\(place)-\(platform.count)")
                let report = try await fixture.copy(
                    .only, from: fixture.source("\(server.host)/a/b:all"), to: LayoutDestination(other, as: .only),
                    platform: platform)
                #expect(report.image.digest == fixture.platforms[place].digest)
                #expect(report.documents == 1 + place && report.copied == (place == 0 ? 2 : 3))
            }
            await #expect(
                throws: CopyError.noPlatform(
                    try Platform("linux/riscv64"), known: fixture.platforms.compactMap(\.platform))
            ) {
                try await fixture.copy(
                    .only, from: fixture.source("\(server.host)/a/b:all"),
                    to: LayoutDestination(fixture.other(), as: .only), platform: "linux/riscv64")
            }
        }
    }

    @Test func `what skopeo pushed is pulled, digests equal`() async throws {
        try await withTemporaryDirectory { directory in
            let server = try RegistryServer(in: directory)
            let fixture = try Fixture(in: directory)
            try await Tool("skopeo")(
                "copy", "--insecure-policy", "--all", "--preserve-digests", "--dest-tls-verify=false",
                "oci:\(fixture.layout.root):all", "docker://\(server.host)/x:all")
            let other = try fixture.other()
            let report = try await fixture.copy(
                .only, from: fixture.source("\(server.host)/x:all"), to: LayoutDestination(other, as: .only))
            #expect(report.image.digest == fixture.index.digest && report.referrers == 0)
            #expect(try other.digests().isSubset(of: fixture.layout.digests()))
        }
    }

    @Test func `a registry mounts what another of its repositories has, and removes what it is told to`() async throws {
        try await withTemporaryDirectory { directory in
            let server = try RegistryServer(in: directory)
            let fixture = try Fixture(in: directory)
            let selector = ImageReference.Selector.tag(try RefName("v1"))
            _ = try await fixture.copy(
                selector, from: LayoutSource(fixture.layout), to: fixture.destination("\(server.host)/a/b:v1"))
            let report = try await fixture.copy(
                .only, from: fixture.source("\(server.host)/a/b:v1"), to: fixture.destination("\(server.host)/c:v2"))
            #expect(report.mounted == 4 && report.copied == 0 && report.bytes == 0)

            let client = RegistryFixture.client()
            let reference = try RegistryReference("docker://\(server.host)/c:v2")
            #expect(try client.manifest(reference).descriptor.digest == fixture.image.digest)
            #expect(
                try client.referrers(of: fixture.image.digest, in: reference.repository).map(\.digest)
                    == [fixture.note.digest])
            try client.delete(fixture.image.digest, in: reference.repository)
            #expect(throws: RegistryError.self) { try client.manifest(reference) }
            #expect(throws: RegistryError.self) { try client.delete(fixture.image.digest, in: reference.repository) }
        }
    }

    @Test func `from one registry to another a blob goes by way of a file that is removed`() async throws {
        try await withTemporaryDirectory { directory in
            let (first, second) = (directory.appending("1"), directory.appending("2"))
            try first.createDirectories()
            try second.createDirectories()
            let (from, to) = (try RegistryServer(in: first), try RegistryServer(in: second))
            let fixture = try Fixture(in: directory)
            let selector = ImageReference.Selector.tag(try RefName("v1"))
            _ = try await fixture.copy(
                selector, from: LayoutSource(fixture.layout), to: fixture.destination("\(from.host)/a/b:v1"))
            let report = try await fixture.copy(
                .only, from: fixture.source("\(from.host)/a/b:v1"), to: fixture.destination("\(to.host)/c:v2"))
            #expect(report.copied == 4 && report.mounted == 0)
            #expect(
                try RegistryFixture.client().manifest(RegistryReference("docker://\(to.host)/c:v2")).descriptor.digest
                    == fixture.image.digest)
            #expect(try directory.appending("spool").entries().isEmpty)
        }
    }

    @Test func `a registry with TLS and logins is written to with the right authority and login alone`() async throws {
        try await withTemporaryDirectory { directory in
            let authority = try await TestAuthority(in: directory)
            let server = try RegistryServer(in: directory, isClosed: true, authority: authority)
            let fixture = try Fixture(in: directory)
            let login = "\(RegistryServer.login.user):\(RegistryServer.login.password)"
            let logins = try RegistryFixture.logins([server.host: Base64.encode(Array(login.utf8))])
            let selector = ImageReference.Selector.tag(try RefName("v1"))
            let source = LayoutSource(fixture.layout)
            func push(_ client: RegistryClient) async throws -> CopyReport {
                try await fixture.copy(
                    selector, from: source, to: fixture.destination("\(server.host)/a:v1", by: client))
            }
            let access = RegistryAccess(encryptedHosts: [try RegistryHost(server.host)], logins: logins)
            let report = try await push(RegistryFixture.client(access, certificates: authority.certificate))
            #expect(report.copied == 4)
            await #expect(throws: RegistryError.self) { try await push(RegistryFixture.client(access)) }
            let open = RegistryAccess(encryptedHosts: [try RegistryHost(server.host)])
            let error = await #expect(throws: RegistryError.self) {
                try await push(RegistryFixture.client(open, certificates: authority.certificate))
            }
            #expect(
                error == .unauthorized(try RegistryRepository("\(server.host)/a"), hasLogin: false))
        }
    }

    @Test func `tokens are asked for by what is done, and opened with what was given`() async throws {
        try await withTemporaryDirectory { directory in
            let authority = try await TokenAuthority(in: directory)
            let scopes = [
                ["repository:team/model:pull"], ["repository:team/model:pull,push"],
                ["repository:team/copy:pull"], ["repository:team/copy:pull,push"],
                ["repository:team/copy:pull,push", "repository:team/model:pull"],
                ["repository:team/copy:pull,push,delete"],
            ]
            var given: [[String]: String] = [:]
            for scope in scopes {
                given[scope] = try await authority.token(
                    for: scope.map { text in
                        let parts = text.split(separator: ":").map(String.init)
                        return (parts[1], parts[2].split(separator: ",").map(String.init))
                    })
            }
            let table = given
            let tokens = try LoopbackServer { request in
                let asked = request.query.split(separator: "&").filter { $0.hasPrefix("scope=") }.map {
                    $0.dropFirst(6).replacing("%3A", with: ":").replacing("%2F", with: "/").replacing("%2C", with: ",")
                }
                guard let token = table[asked.map { String($0) }] else { return .status(400, "\(asked)") }
                return .status(200, #"{"token":"\#(token)"}"#)
            }
            let server = try RegistryServer(in: directory, tokens: (authority, tokens.url("/token")))
            let fixture = try Fixture(in: directory)
            let selector = ImageReference.Selector.tag(try RefName("v1"))
            let client = RegistryFixture.client()
            _ = try await fixture.copy(
                selector, from: LayoutSource(fixture.layout),
                to: fixture.destination("\(server.host)/team/model:v1", by: client))
            let report = try await fixture.copy(
                .only, from: fixture.source("\(server.host)/team/model:v1", by: client),
                to: fixture.destination("\(server.host)/team/copy:v1", by: client))
            #expect(report.mounted == 4)
            let repository = try RegistryRepository("\(server.host)/team/copy")
            try client.delete(fixture.image.digest, in: repository)
            // Several blobs may ask at once before the first token comes; after that nothing is asked for again.
            #expect(tokens.requests.count <= 5 * 4, "\(tokens.requests.map(\.query))")
            #expect(tokens.requests.allSatisfy { $0.query.hasPrefix("service=test-registry&scope=") })
        }
    }
}

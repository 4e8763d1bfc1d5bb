import Glibc
import HTTP
@testable import OCI
import SystemPackage
import TestSupport
import Testing

/// Registries that lie or fall silent while they are read: each ends in a clear error, in time, and no login leaves its origin.
@Suite(.timeLimit(.minutes(5)))
struct RegistryHostileTests {
    private typealias Fixture = RegistryFixture

    private static func referrers(of server: LoopbackServer) throws -> [Descriptor] {
        try Fixture.client().referrers(of: Digest(of: []), in: Fixture.reference(server, ":v1").repository)
    }

    private static let page = ImageIndex(
        manifests: [Descriptor(mediaType: .manifest, digest: Digest(of: [1]), size: 1)]
    ).json.canonical()

    private static func page(then link: String?) -> LoopbackServer.Response {
        LoopbackServer.Response(
            headers: [("Content-Type", MediaType.index.description)] + (link.map { [("Link", $0)] } ?? []), body: page)
    }

    @Test func `a list of referrers is read page by page`() throws {
        let server = try LoopbackServer { request in
            request.query.isEmpty
                ? Self.page(then: #"</other>; rel="prev", <?page=2>; rel="next""#)
                : request.query == "page=2" ? Self.page(then: "</v2/x?page=3>;rel=next") : Self.page(then: nil)
        }
        #expect(try Self.referrers(of: server).count == 3)
        #expect(server.requests.map(\.query) == ["", "page=2", "page=3"])
    }

    @Test func `a list without an end is given up`() throws {
        let counter = Counter()
        let server = try LoopbackServer { _ in Self.page(then: "<?page=\(counter.next())>; rel=\"next\"") }
        let error = #expect(throws: RegistryError.self) { try Self.referrers(of: server) }
        guard case .endless = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(server.requests.count == 64)
        let circle = try LoopbackServer { _ in Self.page(then: "<?page=1>; rel=\"next\"") }
        #expect(throws: RegistryError.self) { try Self.referrers(of: circle) }
        #expect(circle.requests.count == 2)
    }

    @Test func `a list goes on on no other host`() throws {
        let elsewhere = try LoopbackServer { _ in Self.page(then: nil) }
        let server = try LoopbackServer { _ in Self.page(then: "<\(elsewhere.url("/x"))>; rel=\"next\"") }
        let error = #expect(throws: RegistryError.self) { try Self.referrers(of: server) }
        guard case .foreignPage = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(elsewhere.requests.isEmpty)
    }

    @Test func `a registry that answers every path with a page of its own has no referrers`() throws {
        let server = try LoopbackServer { request in
            request.path.contains("/referrers/") ? .status(200, "<html>") : .status(404)
        }
        #expect(try Self.referrers(of: server).isEmpty)
    }

    @Test func `a list that others overwrite is told, and a condition is sent where there is an entity`() throws {
        let server = try LoopbackServer { request in
            if request.method == "PUT" { return .status(request["if-match"] == "\"e\"" ? 412 : 201) }
            if request.path.contains("/referrers/") { return .status(404) }
            return LoopbackServer.Response(
                headers: [("Content-Type", MediaType.index.description), ("ETag", "\"e\"")], body: Self.page)
        }
        let repository = try Fixture.reference(server, ":v1").repository
        let entry = Descriptor(mediaType: .manifest, digest: Digest(of: [2]), size: 1)
        let error = #expect(throws: RegistryError.self) {
            try Fixture.client().list([entry], of: Digest(of: []), in: repository)
        }
        guard case .lostRace = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(server.requests.filter { $0.method == "PUT" }.allSatisfy { $0["if-match"] == "\"e\"" })
        #expect(server.requests.filter { $0.method == "PUT" }.count == 5)
    }

    @Test func `a manifest that is written under another digest is told`() throws {
        let registry = try UploadFixture.registry { $0.says = Digest(of: []).description }
        let reference = RegistryReference(try UploadFixture.repository(registry), .tag("v1"))
        #expect(
            throws: RegistryError.header(
                reference.description, says: Digest(of: []).description, actual: Digest(of: Fixture.manifest))
        ) { try Fixture.client().put(Fixture.manifest, as: .manifest, to: reference) }
    }

    @Test func `a registry that lists referrers says so, and gets no tag for them`() throws {
        for lists in [true, false] {
            let registry = try UploadFixture.registry { $0.listsReferrers = lists }
            let repository = try UploadFixture.repository(registry)
            let subject = Descriptor(mediaType: .manifest, digest: Digest(of: [7]), size: 1)
            let manifest = Manifest(config: Fixture.blob, layers: [], subject: subject).json.canonical()
            let isListed = try Fixture.client().put(
                manifest, as: .manifest, to: RegistryReference(repository, .digest(Digest(of: manifest))))
            #expect(isListed == lists)
            let entry = Descriptor(
                mediaType: .manifest, digest: Digest(of: manifest), size: Int64(manifest.count))
            try Fixture.client().list([entry], of: subject.digest, in: repository)
            #expect(try Fixture.client().referrers(of: subject.digest, in: repository) == [entry])
            #expect((registry.manifest(subject.digest.fallbackTag, in: "team/model") == nil) == lists)
        }
    }

    @Test func `a blob that lies on another host is fetched there without a login`() throws {
        let storage = try LoopbackServer { .file(Fixture.layer, for: $0) }
        let server = try LoopbackServer { request in
            guard request["authorization"] != nil else {
                return .status(401, headers: [("WWW-Authenticate", "Basic realm=\"x\"")])
            }
            return .redirect(to: storage.url("/blob"), status: 307)
        }
        let logins = try Fixture.logins(["127.0.0.1:\(server.port)": "YTpi", "127.0.0.1:\(storage.port)": "YTpi"])
        let client = Fixture.client(RegistryAccess(logins: logins))
        #expect(try client.bytes(Fixture.blob, of: Fixture.reference(server, ":v1").repository) == Fixture.layer)
        #expect(storage.requests.count == 1 && storage.requests.allSatisfy { $0["authorization"] == nil })
    }

    @Test func `a manifest larger than any is not read to its end`() throws {
        let server = try LoopbackServer { _ in
            LoopbackServer.Response(
                headers: [("Content-Type", MediaType.manifest.description)], body: [0x20], delivery: .endless(65536))
        }
        let error = #expect(throws: RegistryError.self) {
            try Fixture.client().manifest(Fixture.reference(server, ":v1"))
        }
        #expect(error?.description.contains("longer than the 4194304 bytes") == true, "\(String(describing: error))")
    }

    @Test func `a registry that lets its header fields wait is given up`() throws {
        let server = try LoopbackServer { _ in
            sleep(4)
            return .status(200)
        }
        let start = ContinuousClock.now
        #expect(throws: RegistryError.self) {
            try Fixture.client(retries: 0, lowSpeedTime: .seconds(1)).manifest(Fixture.reference(server, ":v1"))
        }
        #expect(ContinuousClock.now - start < .seconds(4))
    }
}

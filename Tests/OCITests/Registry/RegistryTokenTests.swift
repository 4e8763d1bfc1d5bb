import HTTP
@testable import OCI
import TestSupport
import Testing

struct RegistryTokenTests {
    private typealias Fixture = RegistryFixture

    /// A registry that opens to `Bearer good`, and whose tokens come from `realm`.
    private static func registry(realm: String, service: String = "s") throws -> LoopbackServer {
        try LoopbackServer { request in
            guard request["authorization"] == "Bearer good" else {
                return .status(
                    401, headers: [("WWW-Authenticate", "Bearer realm=\"\(realm)\",service=\"\(service)\",scope=\"*\"")]
                )
            }
            return Fixture.answer(request)
        }
    }

    private static func tokens(_ text: String = #"{"token":"good"}"#, wants login: String? = nil) throws
        -> LoopbackServer
    {
        try LoopbackServer { request in
            if let login, request["authorization"] != login { return .status(401) }
            return .status(200, text)
        }
    }

    @Test func `an anonymous token opens manifest and blob, and is asked for once`() throws {
        let tokens = try Self.tokens(#"{"access_token":"good","expires_in":300}"#)
        let server = try Self.registry(realm: tokens.url("/token?a=b"))
        let client = Fixture.client()
        let reference = try Fixture.reference(server, "@\(Digest(of: Fixture.manifest))")
        #expect(try client.manifest(reference).bytes == Fixture.manifest)
        #expect(try client.bytes(Fixture.blob, of: reference.repository) == Fixture.layer)
        #expect(tokens.requests.count == 1)
        #expect(tokens.requests[0].query == "a=b&service=s&scope=repository%3Ateam%2Fmodel%3Apull")
        #expect(tokens.requests[0]["authorization"] == nil)
    }

    @Test func `a token that ends in the middle of a blob is renewed, and the blob goes on there`() throws {
        let tokens = try Self.tokens()
        let counter = Counter()
        let realm = tokens.url("/token")
        let server = try LoopbackServer { request in
            guard request["authorization"] == "Bearer good" else {
                return .status(401, headers: [("WWW-Authenticate", "Bearer realm=\"\(realm)\"")])
            }
            if request.method == "HEAD" {
                return .status(401, headers: [("WWW-Authenticate", "Bearer realm=\"\(realm)\"")])
            }
            switch counter.next() {
            case 0: return .file(Fixture.layer, for: request, delivery: .truncated(after: 200_000))
            case 1: return .status(401, headers: [("WWW-Authenticate", "Bearer realm=\"\(realm)\"")])
            default: return .file(Fixture.layer, for: request)
            }
        }
        let client = Fixture.client()
        let repository = try Fixture.reference(server, ":v1").repository
        client.tokens[TokenScope(repository)] = try HTTPCredential(bearer: "good")
        #expect(try client.bytes(Fixture.blob, of: repository) == Fixture.layer)
        #expect(server.requests.last?["range"]?.hasPrefix("bytes=") == true)
        #expect(tokens.requests.count == 1)
    }

    @Test func `a login goes to the registry's own realm, and to another host only if it is for that host`() throws {
        let tokens = try Self.tokens(wants: "Basic Yjpj")
        let server = try Self.registry(realm: tokens.url("/token"))
        let reference = try Fixture.reference(server, ":v1")
        let own = "127.0.0.1:\(server.port)"
        // The registry's own login stays at home.
        let client = Fixture.client(RegistryAccess(logins: try Fixture.logins([own: "YTpi"])))
        #expect(
            throws: RegistryError.foreignRealm(try RegistryHost(own), realm: tokens.url("/token?…"))
        ) { try client.manifest(reference) }
        #expect(tokens.requests.allSatisfy { $0["authorization"] == nil })
        let both = try Fixture.logins([own: "YTpi", "127.0.0.1:\(tokens.port)": "Yjpj"])
        #expect(
            try Fixture.client(RegistryAccess(logins: both)).manifest(reference).bytes == Fixture.manifest)
    }

    /// A place of tokens that exchanges `t+/=` alone, by a form.
    private static func exchange() throws -> LoopbackServer {
        try LoopbackServer { request in
            guard request.method == "POST", request["content-type"] == "application/x-www-form-urlencoded" else {
                return .status(404)
            }
            let form = String(decoding: request.body, as: UTF8.self)
            guard form.hasSuffix("&refresh_token=t%2B%2F%3D") else { return .status(401) }
            return .status(200, #"{"access_token":"good","refresh_token":"another"}"#)
        }
    }

    private static func identity(_ token: String, at host: String) throws -> RegistryAccess {
        RegistryAccess(
            logins: try RegistryLogins(
                parsing: JSON.object(["auths": [host: ["auth": "MDo=", "identitytoken": .string(token)]]]).canonical()))
    }

    @Test func `an identity token is exchanged for one that opens the repository`() throws {
        let tokens = try Self.exchange()
        let server = try Self.registry(realm: tokens.url("/token"))
        let reference = try Fixture.reference(server, ":v1")
        let client = Fixture.client(try Self.identity("t+/=", at: "127.0.0.1:\(tokens.port)"))
        #expect(try client.manifest(reference).bytes == Fixture.manifest)
        #expect(try client.bytes(Fixture.blob, of: reference.repository) == Fixture.layer)
        #expect(
            tokens.requests.map { String(decoding: $0.body, as: UTF8.self) } == [
                "grant_type=refresh_token&client_id=imagesmith&service=s&scope=repository%3Ateam%2Fmodel%3Apull"
                    + "&refresh_token=t%2B%2F%3D"
            ])
        #expect(tokens.requests.allSatisfy { $0["authorization"] == nil && $0.query.isEmpty })
    }

    @Test func `an identity token of a registry goes to no other place of tokens`() throws {
        let tokens = try Self.exchange()
        let server = try Self.registry(realm: tokens.url("/token"))
        #expect(throws: RegistryError.self) {
            try Fixture.client(Self.identity("t+/=", at: "127.0.0.1:\(server.port)"))
                .manifest(Fixture.reference(server, ":v1"))
        }
        #expect(tokens.requests.allSatisfy { $0.method == "GET" && $0.body.isEmpty })
    }

    @Test func `an identity token that is not taken, or not asked for, is told of`() throws {
        let tokens = try Self.exchange()
        let server = try Self.registry(realm: tokens.url("/token"))
        let reference = try Fixture.reference(server, ":v1")
        #expect(throws: RegistryError.unauthorized(reference.repository, hasLogin: true)) {
            try Fixture.client(
                RegistryAccess(
                    logins: Self.both(own: "127.0.0.1:\(server.port)", place: "127.0.0.1:\(tokens.port)", token: "old"))
            ).manifest(reference)
        }
        let basic = try LoopbackServer { _ in .status(401, headers: [("WWW-Authenticate", "Basic realm=\"x\"")]) }
        #expect(throws: RegistryError.identityToken(try RegistryHost("127.0.0.1:\(basic.port)"))) {
            try Fixture.client(Self.identity("t", at: "127.0.0.1:\(basic.port)"))
                .manifest(Fixture.reference(basic, ":v1"))
        }
        #expect(basic.requests.allSatisfy { $0["authorization"] == nil })
    }

    private static func both(own: String, place: String, token: String) throws -> RegistryLogins {
        try RegistryLogins(
            parsing: JSON.object(["auths": [own: ["auth": "YTpi"], place: ["identitytoken": .string(token)]]])
                .canonical())
    }

    @Test(
        arguments: [
            ("Bearer", "asks for 'Bearer without a realm'"), ("", "asks for ''"), ("Digest realm=\"x\"", "asks for"),
            ("Bearer realm=\"ftp://x/\"", "asks for"), ("Bearer realm=\"http://example.org/token\"", "not encrypted"),
            ("Basic realm=\"x\"", "no login for"), ("Bearer realm=\"", "asks for"),
        ])
    func `what cannot be answered is told`(field: String, sentence: String) throws {
        let server = try LoopbackServer { _ in .status(401, headers: [("WWW-Authenticate", field)]) }
        let error = #expect(throws: RegistryError.self) {
            try Fixture.client().manifest(Fixture.reference(server, ":v1"))
        }
        #expect(error?.description.contains(sentence) == true, "\(String(describing: error))")
    }

    @Test(arguments: ["{}", "[]", #"{"token":""}"#, #"{"token":"a b"}"#, "no JSON"])
    func `a token that is none is told`(text: String) throws {
        let tokens = try Self.tokens(text)
        let server = try Self.registry(realm: tokens.url("/token"))
        let error = #expect(throws: RegistryError.self) {
            try Fixture.client().manifest(Fixture.reference(server, ":v1"))
        }
        guard case .token = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        arguments: [
            (["Bearer realm=\"https://a/b\",service=\"s, t\",scope=\"x\\\"y\""], ["bearer"]),
            (["Basic realm=\"a\", Bearer realm=b , service=c"], ["basic", "bearer"]),
            (["Negotiate, Basic realm=\"a\""], ["negotiate", "basic"]), (["Basic"], ["basic"]), ([], []), ([","], []),
            (["=\"\""], []), (["Basic realm=\"a"], ["basic"]),
        ] as [([String], [String])])
    func `challenges are read one by one`(fields: [String], schemes: [String]) {
        let challenges = AuthChallenge.parse(fields)
        #expect(challenges.map(\.scheme) == schemes)
        if fields.first?.hasPrefix("Bearer") == true {
            #expect(challenges[0].parameters == ["realm": "https://a/b", "service": "s, t", "scope": "x\"y"])
        }
    }

    @Test func `the longest entry above a repository is its login`() throws {
        let logins = try Fixture.logins([
            "https://index.docker.io/v1/": "YTox", "quay.example/team": "YToy", "quay.example": "YToz",
            "http://plain.example:5000": "YTo0",
        ])
        for (name, login) in [
            ("docker.io/library/x", "1"), ("quay.example/team/x", "2"), ("quay.example/other/x", "3"),
            ("plain.example:5000/x", "4"),
        ] {
            #expect(
                try logins.login(for: RegistryRepository(name))
                    == .password(HTTPCredential(user: "a", password: login)), "\(name)"
            )
        }
        #expect(try logins.login(for: RegistryRepository("other.example/x")) == nil)
        for text in [#"{"auths":{"a.b":{"auth":"!"}}}"#, #"{"auths":{"a.b":{"auth":"YQ=="}}}"#, "[]", #"{"auths":1}"#] {
            #expect(throws: RegistryError.self) { try RegistryLogins(parsing: Array(text.utf8)) }
        }
        // Helpers' entries hold no login.
        #expect(throws: Never.self) {
            try RegistryLogins(parsing: Array(#"{"auths":{"a.b":{}},"credsStore":"pass"}"#.utf8))
        }
    }
}

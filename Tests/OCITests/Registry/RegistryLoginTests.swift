import HTTP
@testable import OCI
import Synchronization
import SystemPackage
import TestSupport
import Testing

struct RegistryLoginTests {
    private typealias Fixture = RegistryFixture

    @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar", "\u{0}ÿ?>"])
    func `base64 says what it was told`(text: String) {
        #expect(Base64.decode(Base64.encode(Array(text.utf8))) == Array(text.utf8))
    }

    @Test func `base64 is that of RFC 4648`() {
        #expect(Base64.encode(Array("foobar".utf8)) == "Zm9vYmFy")
        #expect(Base64.encode(Array("fooba".utf8)) == "Zm9vYmE=")
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
    }

    @Test func `a login is written beside what else is in the file, and removed again`() throws {
        let before = Array(
            #"{"auths":{"a.example":{"auth":"YTox"},"a.example/team":{"auth":"YToz"}},"credHelpers":{"b.example":"pass"}}"#
                .utf8)
        let host = try RegistryHost("A.example")
        let after = try RegistryLoginFile.adding(user: "ali", password: "s:p", for: host, to: before)
        #expect(
            String(decoding: after, as: UTF8.self) == """
                {
                  "auths": {
                    "a.example": {
                      "auth": "YWxpOnM6cA=="
                    },
                    "a.example/team": {
                      "auth": "YToz"
                    }
                  },
                  "credHelpers": {
                    "b.example": "pass"
                  }
                }

                """)
        let logins = try RegistryLogins(parsing: after)
        #expect(logins.login(for: host) == .password(try HTTPCredential(user: "ali", password: "s:p")))
        let removed = try #require(try RegistryLoginFile.removing(host, from: after))
        #expect(try RegistryLogins(parsing: removed).login(for: host) == nil)
        #expect(try RegistryLoginFile.removing(host, from: removed) == nil)
        let fresh = try RegistryLoginFile.adding(user: "a", password: "b", for: host, to: nil)
        #expect(try RegistryLogins(parsing: fresh).login(for: host) != nil)
        #expect(throws: RegistryError.self) {
            try RegistryLoginFile.adding(user: "a", password: "b", for: host, to: Array("[]".utf8))
        }
    }

    /// A registry that opens to `a:b`.
    private static func registry() throws -> LoopbackServer {
        try LoopbackServer { request in
            guard request["authorization"] == "Basic YTpi" else {
                return .status(401, headers: [("WWW-Authenticate", "Basic realm=\"x\"")])
            }
            return request.path == "/v2/" ? .status(200, "{}") : Fixture.answer(request)
        }
    }

    private static func client(
        _ config: String, _ call: @escaping RegistryClient.HelperCall
    ) throws -> RegistryClient {
        RegistryClient(
            Fixture.client().http, access: RegistryAccess(logins: try RegistryLogins(parsing: Array(config.utf8))),
            callHelper: call)
    }

    @Test func `a helper is asked for the host that it is named for, once, before the file's own login`() throws {
        let server = try Self.registry()
        let host = "127.0.0.1:\(server.port)"
        let asked = Mutex<[String]>([])
        let config = #"{"auths":{"\#(host)":{"auth":"YTp3cm9uZw=="}},"credHelpers":{"\#(host)":"pass"}}"#
        let client = try Self.client(config) { helper, host throws(RegistryError) in
            asked.withLock { $0.append("\(helper) \(host)") }
            return try helper.login(printed: Array(#"{"ServerURL":"x","Username":"a","Secret":"b"}"#.utf8), for: host)
        }
        let reference = try Fixture.reference(server, ":v1")
        #expect(try client.manifest(reference).bytes == Fixture.manifest)
        #expect(try client.bytes(Fixture.blob, of: reference.repository) == Fixture.layer)
        #expect(asked.withLock { $0 } == ["docker-credential-pass \(host)"])
    }

    @Test func `an identity token counts before the password beside it`() throws {
        let text =
            #"{"auths":{"a.example":{"auth":"MDo=","identitytoken":"x"},"b.example":{"auth":"YTpi","identitytoken":""}}}"#
        let logins = try RegistryLogins(parsing: Array(text.utf8))
        #expect(logins.login(for: try RegistryHost("a.example")) == IdentityToken("x").map { .identity($0) })
        #expect(
            logins.login(for: try RegistryHost("b.example")) == .password(try HTTPCredential(user: "a", password: "b")))
    }

    @Test func `a helper's user '<token>' stands for an identity token`() throws {
        let helper = try #require(CredentialHelper("pass"))
        let login = try helper.login(
            printed: Array(#"{"Username":"<token>","Secret":"secret"}"#.utf8), for: RegistryHost("a.example"))
        #expect(login == IdentityToken("secret").map { .identity($0) })
        #expect(!String(reflecting: login).contains("secret"))
    }

    @Test(arguments: ["a b", "a\u{7}", "ä"])
    func `an identity token that cannot be sent is told of`(token: String) {
        let error = #expect(throws: RegistryError.self) {
            try RegistryLogins(
                parsing: JSON.object(["auths": ["a.example": ["identitytoken": .string(token)]]]).canonical())
        }
        #expect(
            error?.description
                == "the registries' logins are malformed: 'auths.a.example.identitytoken': it cannot be sent; "
                + "log in anew with 'imagesmith login'")
    }

    @Test func `the helper for all hosts is asked last`() throws {
        let server = try Self.registry()
        let host = "127.0.0.1:\(server.port)"
        let asked = Mutex(0)
        func client(_ auths: String) throws -> RegistryClient {
            try Self.client(#"{"auths":{\#(auths)},"credsStore":"secretservice"}"#) { _, _ throws(RegistryError) in
                asked.withLock { $0 += 1 }
                return (try? HTTPCredential(user: "a", password: "b")).map { .password($0) }
            }
        }
        _ = try client(#""\#(host)":{"auth":"YTpi"}"#).manifest(Fixture.reference(server, ":v1"))
        #expect(asked.withLock { $0 } == 0)
        _ = try client("").manifest(Fixture.reference(server, ":v1"))
        #expect(asked.withLock { $0 } == 1)
    }

    @Test(arguments: [
        "", "{}", #"{"Username":"a"}"#, #"{"Username":"","Secret":"b"}"#, #"{"Username":"<token>","Secret":""}"#,
    ])
    func `what a helper prints that is no login is told, and not repeated`(text: String) throws {
        let helper = try #require(CredentialHelper("pass"))
        let error = #expect(throws: RegistryError.self) {
            try helper.login(printed: Array(text.utf8), for: RegistryHost("a.example"))
        }
        #expect(error?.description.contains("asking docker-credential-pass for the login of a.example") == true)
    }

    @Test(arguments: ["", "../x", "a/b", "-x", "a b", ".x", String(repeating: "x", count: 101)])
    func `a name that leads elsewhere is no helper`(name: String) {
        #expect(throws: RegistryError.self) {
            try RegistryLogins(
                parsing: JSON.object(["credHelpers": .object(["a.example": .string(name)])]).canonical())
        }
    }

    @Test func `Docker Hub is known to helpers by its address of old`() throws {
        #expect(
            CredentialHelper.input(for: try RegistryHost("docker.io")) == Array("https://index.docker.io/v1/".utf8))
        #expect(CredentialHelper.input(for: try RegistryHost("a.b:5")) == Array("a.b:5".utf8))
    }

    @Test func `a login is tried before it is kept`() throws {
        let server = try Self.registry()
        let host = try RegistryHost("127.0.0.1:\(server.port)")
        let client = Fixture.client()
        #expect(try client.check(HTTPCredential(user: "a", password: "b"), at: host) == .accepted)
        #expect(throws: RegistryError.wrongLogin(host)) {
            try client.check(HTTPCredential(user: "a", password: "c"), at: host)
        }
        let open = try LoopbackServer { _ in .status(200, "{}") }
        #expect(
            try client.check(
                HTTPCredential(user: "a", password: "b"), at: RegistryHost("127.0.0.1:\(open.port)")) == .notAsked)
        #expect(open.requests.allSatisfy { $0["authorization"] == nil })
    }

    @Test func `a login is shown to a realm of the registry's own and to no other`() throws {
        let tokens = try LoopbackServer { request in
            request["authorization"] == "Basic YTpi" ? .status(200, #"{"token":"t"}"#) : .status(401)
        }
        let foreign = tokens.url("/token")
        let server = try LoopbackServer { request in
            .status(401, headers: [("WWW-Authenticate", "Bearer realm=\"\(foreign)\",service=\"s\"")])
        }
        let host = try RegistryHost("127.0.0.1:\(server.port)")
        #expect(throws: RegistryError.foreignRealm(host, realm: tokens.url("/token?…"))) {
            try Fixture.client().check(HTTPCredential(user: "a", password: "b"), at: host)
        }
        #expect(tokens.requests.isEmpty)
    }
}

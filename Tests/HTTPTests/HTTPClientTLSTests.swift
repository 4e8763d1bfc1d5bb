import HTTP
import SystemPackage
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct HTTPClientTLSTests {
    @Test func `trusts the given authority and its names alone`() async throws {
        try await withTemporaryDirectory { directory in
            try await withTemporaryDirectory { elsewhere in
                let authority = try await TestAuthority(in: directory)
                let wrong = try await TestAuthority(in: elsewhere).certificate
                try write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", to: directory.appending("good"))
                try write("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/x\r\n\r\n", to: directory.appending("down"))
                try await authority.serving { port in
                    let good = try HTTPURL("https://127.0.0.1:\(port)/good")
                    let client = makeClient { $0.certificates = authority.certificate }
                    #expect(try client.fetch(good, limit: 5) == Array("hello".utf8))

                    let down = try HTTPURL("https://127.0.0.1:\(port)/down")
                    let plain = try HTTPURL("http://127.0.0.1/x")
                    #expect(throws: HTTPError.downgrade(from: down, to: plain)) { try client.fetch(down, limit: 5) }

                    let named = try HTTPURL("https://localhost:\(port)/good")
                    for (client, url) in [
                        (makeClient { $0.certificates = wrong }, good), (makeClient(), good), (client, named),
                    ] {
                        let error = #expect(throws: HTTPError.self) { try client.fetch(url, limit: 5) }
                        guard case .transport(url, 60, _) = error else {
                            Issue.record("\(String(describing: error))")
                            continue
                        }
                    }
                }
            }
        }
    }

    @Test func `shows a client certificate to its own origin, and to no other`() async throws {
        try await withTemporaryDirectory { directory in
            let authority = try await TestAuthority(in: directory)
            let (certificate, key) = try await authority.client()
            let identity = TLSIdentity(certificate: certificate, key: key)
            try write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", to: directory.appending("good"))
            // A server for each: one waits for what a refused client does not send.
            try await authority.serving(wantsClient: true) { port in
                let good = try HTTPURL("https://127.0.0.1:\(port)/good")
                let client = makeClient {
                    $0.authorities[good.origin] = authority.certificate
                    $0.identities[good.origin] = identity
                }
                #expect(try client.fetch(good, limit: 5) == Array("hello".utf8))
            }
            try await authority.serving(wantsClient: true) { port in
                let good = try HTTPURL("https://127.0.0.1:\(port)/good")
                let other = try good.otherOrigin
                let client = makeClient {
                    $0.certificates = authority.certificate
                    $0.identities[other] = identity
                    $0.retries = 0
                    $0.connectTimeout = .seconds(10)
                }
                #expect(throws: HTTPError.self) { try client.fetch(good, limit: 5) }
            }
            try await authority.serving(wantsClient: true) { port in
                let good = try HTTPURL("https://127.0.0.1:\(port)/good")
                let other = try good.otherOrigin
                let client = makeClient {
                    $0.authorities[other] = authority.certificate
                    $0.identities[good.origin] = identity
                }
                let error = #expect(throws: HTTPError.self) { try client.fetch(good, limit: 5) }
                guard case .transport(good, 60, _) = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
            }
            #expect("\(identity)" == "client certificate" && String(reflecting: identity) == "client certificate")
        }
    }

    @Test func `refuses certificates that are none`() throws {
        let client = makeClient { $0.certificates = Array("no certificate".utf8) }
        let error = #expect(throws: HTTPError.self) { try client.fetch(HTTPURL("https://127.0.0.1:1/"), limit: 5) }
        #expect(error != nil)
    }

    private func write(_ text: String, to path: FilePath) throws {
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        try file.closeAfter { _ = try file.writeAll(text.utf8) }
    }
}

extension HTTPURL {
    /// The same host with another port.
    fileprivate var otherOrigin: HTTPOrigin {
        get throws { try HTTPURL("https://\(host):\(port == 1 ? 2 : port - 1)/").origin }
    }
}

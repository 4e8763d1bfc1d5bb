public import HTTP

extension RegistryClient {
    /// What a registry made of a login.
    public enum LoginVerdict: Hashable, Sendable {
        /// It was asked for and taken.
        case accepted
        /// Nobody was asked to log in.
        case notAsked
    }

    /// Shows a login to a registry, as `login` does before it keeps it.
    ///
    /// Source: distribution-spec, "Determining Support"; distribution's "Token Authentication Specification".
    /// - Throws: ``RegistryError/wrongLogin(_:)`` where the registry does not take it.
    public func check(_ login: HTTPCredential, at host: RegistryHost) throws(RegistryError) -> LoginVerdict {
        let url = try ping(host)
        let first = try send(HTTPRequest(.get, url), limit: 1 << 20, isCancelled: { false })
        guard first.status == 401, first.url.origin == url.origin else { return .notAsked }
        let fields = first.headers.values(of: "www-authenticate")
        let challenges = AuthChallenge.parse(fields)
        let answer: HTTPResponse
        if let bearer = challenges.first(where: { $0.scheme == "bearer" }), let realm = bearer.parameters["realm"] {
            answer = try send(
                tokenRequest(realm, service: bearer.parameters["service"], of: host, login: login), limit: 1 << 20,
                isCancelled: { false })
        } else if challenges.contains(where: { $0.scheme == "basic" }) {
            answer = try send(HTTPRequest(.get, url, credential: login), limit: 1 << 20, isCancelled: { false })
        } else {
            throw .challenge(host, String(fields.joined(separator: ", ").prefix(200)))
        }
        switch answer.status {
        case 200...299: return .accepted
        case 401, 403: throw .wrongLogin(host)
        default: throw RegistryClient.refusal(answer, at: answer.url.redacted)
        }
    }

    private func ping(_ host: RegistryHost) throws(RegistryError) -> HTTPURL {
        let origin = try origin(of: host)
        do { return try origin.appending(path: "v2/") } catch { throw RegistryError(error) }
    }

    private func tokenRequest(
        _ realm: String, service: String?, of host: RegistryHost, login: HTTPCredential
    ) throws(RegistryError) -> HTTPRequest {
        let request: HTTPRequest
        do {
            request = try tokenRequest(at: HTTPURL(realm), service: service, scopes: [], login: .password(login))
        } catch { throw .challenge(host, "Bearer with the realm '\(realm.prefix(200))'") }
        guard try realmHost(request.url, of: host) == nil else {
            throw .foreignRealm(host, realm: request.url.redacted)
        }
        return request
    }
}

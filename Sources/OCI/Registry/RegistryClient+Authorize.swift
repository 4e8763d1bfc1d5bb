import HTTP

extension RegistryClient {
    /// What may open a repository after a registry asked for it.
    ///
    /// Where tokens come from another host than the registry, that host gets a login only if there is one for itself.
    /// A registry that could name any host as its realm would else collect logins there.
    /// Source: distribution's "Token Authentication Specification"; RFC 6750.
    func credential(
        for scope: TokenScope, after response: HTTPResponse, isCancelled: () -> Bool
    ) throws(RegistryError) -> (credential: HTTPCredential, hasLogin: Bool) {
        let repository = scope.repository
        // What another origin asks for after a redirect was not asked by the registry.
        guard response.url.origin == (try origin(of: repository.host)).origin else {
            throw .unauthorized(repository, hasLogin: false)
        }
        let fields = response.headers.values(of: "www-authenticate")
        let challenges = AuthChallenge.parse(fields)
        let login = try login(for: repository)
        if let bearer = challenges.first(where: { $0.scheme == "bearer" }) {
            return try token(for: scope, asked: bearer, login: login, isCancelled: isCancelled)
        }
        guard challenges.contains(where: { $0.scheme == "basic" }) else {
            throw .challenge(repository.host, String(fields.joined(separator: ", ").prefix(200)))
        }
        switch login {
        case .password(let credential): return (credential, true)
        case .identity: throw .identityToken(repository.host)
        case nil: throw .unauthorized(repository, hasLogin: false)
        }
    }

    private func token(
        for scope: TokenScope, asked: AuthChallenge, login: RegistryLogin?, isCancelled: () -> Bool
    ) throws(RegistryError) -> (credential: HTTPCredential, hasLogin: Bool) {
        let (repository, host) = (scope.repository, scope.repository.host)
        guard let realm = asked.parameters["realm"] else { throw .challenge(host, "Bearer without a realm") }
        let url: HTTPURL
        do { url = try HTTPURL(realm) } catch { throw .challenge(host, "Bearer with the realm '\(realm.prefix(200))'") }
        let (own, isForeign) = try realmLogin(url, of: repository, login: login)
        let request: HTTPRequest
        do {
            request = try tokenRequest(
                at: url, service: asked.parameters["service"], scopes: scope.parameters, login: own)
        } catch { throw .challenge(host, "Bearer with the realm '\(realm.prefix(200))'") }
        let response = try send(request, limit: 1 << 20, isCancelled: isCancelled)
        if [401, 403].contains(response.status) {
            if isForeign, login != nil, own == nil { throw .foreignRealm(host, realm: request.url.redacted) }
            throw .unauthorized(repository, hasLogin: own != nil)
        }
        guard response.status == 200 else { throw RegistryClient.refusal(response, at: request.url.redacted) }
        do {
            let object = try JSONField(JSON(parsing: response.body)).object()
            let field = try object.optional("token") ?? object.required("access_token")
            guard let token = try? HTTPCredential(bearer: field.string()) else {
                throw field.invalid("it cannot be sent")
            }
            return (token, own != nil)
        } catch let error as JSONError {
            throw .token(host, error)
        } catch { throw RegistryError(error) }
    }

    /// What asks for a token: a GET with the user and the password, or the exchange of a token of identity.
    ///
    /// Source: distribution's "Token Authentication Specification" and "OAuth2 Token Authentication"; RFC 6749 section 6.
    func tokenRequest(
        at realm: HTTPURL, service: String?, scopes: [String], login: RegistryLogin?
    ) throws(HTTPError) -> HTTPRequest {
        let credential: HTTPCredential?
        switch login {
        case .identity(let token):
            var fields = [("grant_type", "refresh_token"), ("client_id", "imagesmith")]
            if let service { fields.append(("service", service)) }
            fields += [("scope", scopes.joined(separator: " ")), ("refresh_token", token.text)]
            return try HTTPRequest(form: fields, to: realm)
        case .password(let own): credential = own
        case nil: credential = nil
        }
        var url = realm
        if let service { url = try url.appending(query: "service", value: service) }
        for scope in scopes { url = try url.appending(query: "scope", value: scope) }
        return HTTPRequest(.get, url, credential: credential)
    }

    /// The login that the place of tokens may get, and whether it is another host than the registry.
    private func realmLogin(
        _ realm: HTTPURL, of repository: RegistryRepository, login: RegistryLogin?
    ) throws(RegistryError) -> (login: RegistryLogin?, isForeign: Bool) {
        guard let place = try realmHost(realm, of: repository.host) else { return (login, false) }
        return (try self.login(for: place), true)
    }

    /// The host that tokens come from, if it is another than the registry; nil if it is the registry's own.
    func realmHost(_ realm: HTTPURL, of registry: RegistryHost) throws(RegistryError) -> RegistryHost? {
        let isDefault = realm.port == realm.scheme.defaultPort
        let host = try? RegistryHost(isDefault ? realm.host : "\(realm.host):\(realm.port)")
        guard let host, realm.scheme == .https || access.isPlain(host) else {
            throw .plainRealm(registry, realm: realm.redacted)
        }
        let isOwn = realm.origin == (try origin(of: registry)).origin
        // Docker Hub's logins are kept under docker.io, and its tokens come from another name of the same owner.
        let isHub = registry.description == "docker.io" && realm.origin.description == "https://auth.docker.io"
        return isOwn || isHub ? nil : host
    }
}

import HTTP

extension RegistryClient {
    /// The manifest or index that a reference names; its bytes have the digest that the reference names, and the one that
    /// the registry names.
    ///
    /// - Parameter isCancelled: Asked about once a second and at each part.
    public func manifest(
        _ reference: RegistryReference, isCancelled: () -> Bool = { false }
    ) throws(RegistryError) -> ManifestDocument {
        let name =
            switch reference.selector {
            case .tag(let tag): tag
            case .digest(let digest): digest.description
            }
        let url = try url(of: reference.repository, "manifests/\(name)")
        let accept = RegistryClient.manifestTypes
        let response = try answer(
            HTTPRequest(.get, url, headers: headers([("Accept", accept)])), in: TokenScope(reference.repository),
            limit: RegistryClient.largestManifest, isCancelled: isCancelled)
        let place = reference.description
        guard response.status == 200 else { throw RegistryClient.refusal(response, at: place) }
        let actual = Digest(of: response.body)
        if case .digest(let expected) = reference.selector, actual != expected {
            throw .digest(place, expected: expected, actual: actual)
        }
        // A digest by another algorithm cannot be compared here, and proves nothing that ours does not.
        if let says = response.headers["docker-content-digest"], says.hasPrefix("sha256:"), says != actual.description {
            throw .header(place, says: String(says.prefix(100)), actual: actual)
        }
        do {
            return try ManifestDocument(response.body, from: place, contentType: response.headers["content-type"] ?? "")
        } catch { throw .document(error) }
    }

    /// What is asked for where a manifest or an index may come.
    static let manifestTypes = [MediaType.manifest, .index, .dockerManifest, .dockerIndex].map(\.description)
        .joined(separator: ", ")

    /// Sends a request, and once more with what the registry asks for where it asks.
    func answer(
        _ request: HTTPRequest, in scope: TokenScope, limit: Int, isCancelled: () -> Bool = { false }
    ) throws(RegistryError) -> HTTPResponse {
        do { return try exchange(request, in: scope, limit: limit, isCancelled: isCancelled) } catch {
            throw RegistryError(error)
        }
    }

    /// The same with errors as they come: ``RegistryError``, `HTTPError`, and what the body's reader throws.
    ///
    /// Where a registry had its uploads go to another host, that one sees no credential of the registry's.
    func exchange(
        _ request: HTTPRequest, in scope: TokenScope, limit: Int, isCancelled: () -> Bool = { false }
    ) throws -> HTTPResponse {
        guard request.url.origin == (try origin(of: scope.repository.host)).origin else {
            return try http.send(request, limit: limit, isCancelled: isCancelled)
        }
        var request = request
        request.credential = tokens[scope]
        let first = try http.send(request, limit: limit, isCancelled: isCancelled)
        guard first.status == 401 else { return first }
        let opening = try credential(for: scope, after: first, isCancelled: isCancelled)
        request.credential = opening.credential
        let second = try http.send(request, limit: limit, isCancelled: isCancelled)
        guard second.status != 401, second.status != 403 || opening.hasLogin else {
            throw RegistryError.unauthorized(scope.repository, hasLogin: opening.hasLogin)
        }
        tokens[scope] = opening.credential
        return second
    }

    func send(
        _ request: HTTPRequest, limit: Int, isCancelled: () -> Bool
    ) throws(RegistryError) -> HTTPResponse {
        do { return try http.send(request, limit: limit, isCancelled: isCancelled) } catch {
            throw RegistryError(error)
        }
    }

    func headers(_ fields: [(name: String, value: String)]) throws(RegistryError) -> HTTPHeaders {
        do { return try HTTPHeaders(fields) } catch { throw RegistryError(error) }
    }

    /// The error that an answer is, with the registry's first reason.
    static func refusal(_ response: HTTPResponse, at place: String) -> RegistryError {
        let reason = RegistryReason(response.body)
        return .refused(place, status: response.status, code: reason.code, message: reason.message)
    }
}

import HTTP

extension RegistryClient {
    /// Whether a repository has a blob.
    ///
    /// - Throws: ``RegistryError/size(_:expected:actual:)`` where it has another size there.
    public func contains(
        _ blob: Descriptor, in repository: RegistryRepository, isCancelled: () -> Bool = { false }
    ) throws(RegistryError) -> Bool {
        let place = RegistryClient.place(of: blob, in: repository)
        let request = HTTPRequest(.head, try url(of: repository, "blobs/\(blob.digest)"))
        let response = try answer(request, in: TokenScope(repository, .push), limit: 0, isCancelled: isCancelled)
        switch response.status {
        case 200:
            // Some leave the length out; then the digest alone counts.
            if let size = response.headers["content-length"].flatMap({ Int64($0) }), size != blob.size {
                throw .size(place, expected: blob.size, actual: size)
            }
            return true
        case 404: return false
        default: throw RegistryClient.refusal(response, at: place)
        }
    }

    /// Whether a repository has a manifest or an index.
    public func containsManifest(
        _ digest: Digest, in repository: RegistryRepository, isCancelled: () -> Bool = { false }
    ) throws(RegistryError) -> Bool {
        let request = HTTPRequest(
            .head, try url(of: repository, "manifests/\(digest)"),
            headers: try headers([("Accept", RegistryClient.manifestTypes)]))
        let response = try answer(request, in: TokenScope(repository, .push), limit: 0, isCancelled: isCancelled)
        switch response.status {
        case 200: return true
        case 404: return false
        default:
            throw RegistryClient.refusal(
                response, at: RegistryReference(repository, .digest(digest)).description)
        }
    }

    /// Writes a manifest or an index, byte for byte, under its digest or a tag.
    ///
    /// - Returns: Whether the registry listed it among the referrers of its subject; false where it does not know them.
    /// - Throws: ``RegistryError``; ``RegistryError/header(_:says:actual:)`` where the registry calls it by another digest.
    @discardableResult
    public func put(
        _ document: [UInt8], as type: MediaType, to reference: RegistryReference, isCancelled: () -> Bool = { false }
    ) throws(RegistryError) -> Bool {
        let name =
            switch reference.selector {
            case .tag(let tag): tag
            case .digest(let digest): digest.description
            }
        let request = HTTPRequest(
            .put, try url(of: reference.repository, "manifests/\(name)"),
            headers: try headers([("Content-Type", type.description)]), body: HTTPRequest.Body(document))
        let response = try answer(
            request, in: TokenScope(reference.repository, .push), limit: 1 << 20, isCancelled: isCancelled)
        let place = reference.description
        guard (200...202).contains(response.status) else {
            throw RegistryClient.sendingRefusal(response, at: place)
        }
        let actual = Digest(of: document)
        // A digest by another algorithm cannot be compared here, and proves nothing that ours does not.
        if let says = response.headers["docker-content-digest"], says.hasPrefix("sha256:"), says != actual.description {
            throw .header(place, says: String(says.prefix(100)), actual: actual)
        }
        return response.headers["oci-subject"] != nil
    }

    /// Removes a manifest, and with it every tag that it has.
    ///
    /// - Throws: ``RegistryError/refused(_:status:code:message:)`` where there is none, or where the registry removes none.
    public func delete(
        _ digest: Digest, in repository: RegistryRepository, isCancelled: () -> Bool = { false }
    ) throws(RegistryError) {
        let request = HTTPRequest(.delete, try url(of: repository, "manifests/\(digest)"))
        let response = try answer(
            request, in: TokenScope(repository, .delete), limit: 1 << 20, isCancelled: isCancelled)
        guard [200, 202, 204].contains(response.status) else {
            throw RegistryClient.refusal(response, at: RegistryReference(repository, .digest(digest)).description)
        }
    }

    /// The error that an answer to something sent is.
    static func sendingRefusal(_ response: HTTPResponse, at place: String) -> RegistryError {
        let reason = RegistryReason(response.body)
        return .sending(place, status: response.status, code: reason.code, message: reason.message)
    }
}

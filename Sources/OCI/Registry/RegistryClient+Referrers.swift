import HTTP

extension RegistryClient {
    /// The most pages that are read of one list of referrers.
    private static let mostPages = 64
    /// The most referrers that are read of one subject.
    private static let mostReferrers = 4096
    /// What registries answer that do not know the referrers API.
    private static let unknownAPI: Set<Int> = [400, 404, 405, 406, 415, 501]

    /// The artifacts whose subject is `subject`, as the registry lists them; where it does not, as the fallback tag does.
    ///
    /// Source: OCI distribution-spec, "Listing Referrers" and "Unavailable Referrers API".
    public func referrers(
        of subject: Digest, in repository: RegistryRepository, isCancelled: () -> Bool = { false }
    ) throws(RegistryError) -> [Descriptor] {
        if let found = try listed(of: subject, in: repository, isCancelled: isCancelled) { return found }
        return try fallback(of: subject, in: repository, isCancelled: isCancelled).index.manifests
    }

    /// Lists referrers under the fallback tag of their subject, for a registry that does not list them by itself.
    ///
    /// What others wrote there meanwhile is kept as far as the protocol allows: the list is read again after it was
    /// written, and `If-Match` is sent where the registry names an entity.
    /// - Throws: ``RegistryError/lostRace(_:)`` where others kept overwriting it.
    public func list(
        _ referrers: [Descriptor], of subject: Digest, in repository: RegistryRepository,
        isCancelled: () -> Bool = { false }
    ) throws(RegistryError) {
        // A registry that lists them itself needs no tag, even if it did not say so when they were written.
        if let known = try listed(of: subject, in: repository, isCancelled: isCancelled) {
            let digests = Set(known.map(\.digest))
            if referrers.allSatisfy({ digests.contains($0.digest) }) { return }
        }
        let reference = RegistryReference(repository, .tag(subject.fallbackTag))
        for _ in 0..<5 {
            var (index, entity) = try fallback(of: subject, in: repository, isCancelled: isCancelled)
            let known = Set(index.manifests.map(\.digest))
            let missing = referrers.filter { !known.contains($0.digest) }
            if missing.isEmpty { return }
            index.manifests += missing
            try put(index, to: reference, ifMatch: entity, isCancelled: isCancelled)
        }
        throw .lostRace(reference.description)
    }

    private func put(
        _ index: ImageIndex, to reference: RegistryReference, ifMatch entity: String?, isCancelled: () -> Bool
    ) throws(RegistryError) {
        guard case .tag(let tag) = reference.selector else { preconditionFailure("a list of referrers has a tag") }
        var fields = [("Content-Type", MediaType.index.description)]
        if let entity { fields.append(("If-Match", entity)) }
        let request = HTTPRequest(
            .put, try url(of: reference.repository, "manifests/\(tag)"), headers: try headers(fields),
            body: HTTPRequest.Body(index.json.canonical()))
        let response = try answer(
            request, in: TokenScope(reference.repository, .push), limit: 1 << 20, isCancelled: isCancelled)
        // 412: somebody else was faster; the list is read anew.
        guard (200...202).contains(response.status) || response.status == 412 else {
            throw RegistryClient.sendingRefusal(response, at: reference.description)
        }
    }

    /// What the referrers API lists; nil where the registry has none.
    private func listed(
        of subject: Digest, in repository: RegistryRepository, isCancelled: () -> Bool
    ) throws(RegistryError) -> [Descriptor]? {
        let first = try url(of: repository, "referrers/\(subject)")
        let place = "\(RegistryReference.transport)\(repository), referrers of \(subject)"
        let accept = try headers([("Accept", MediaType.index.description)])
        var found: [Descriptor] = []
        var seen: Set<HTTPURL> = []
        var next: HTTPURL? = first
        while let page = next {
            guard seen.insert(page).inserted, seen.count <= RegistryClient.mostPages,
                found.count <= RegistryClient.mostReferrers
            else { throw .endless(place, pages: seen.count, entries: found.count) }
            let response = try answer(
                HTTPRequest(.get, page, headers: accept), in: TokenScope(repository),
                limit: RegistryClient.largestManifest, isCancelled: isCancelled)
            if page == first, RegistryClient.unknownAPI.contains(response.status) { return nil }
            guard response.status == 200 else { throw RegistryClient.refusal(response, at: place) }
            // What answers every path with a page of its own knows no referrers either.
            guard let document = try? ManifestDocument(response.body, from: place), document.isIndex else {
                if page == first { return nil }
                throw .endless(place, pages: seen.count, entries: found.count)
            }
            do { found += try document.index().manifests } catch { throw .document(.json(place, error)) }
            next = try LinkField.next(in: response).map { reference throws(RegistryError) in
                let url: HTTPURL
                do { url = try response.url.resolving(reference: reference) } catch { throw RegistryError(error) }
                guard url.origin == first.origin else { throw .foreignPage(place, location: url.redacted) }
                return url
            }
        }
        return found
    }

    /// The list that the fallback tag names, with its entity tag; an empty one where there is no such tag.
    private func fallback(
        of subject: Digest, in repository: RegistryRepository, isCancelled: () -> Bool
    ) throws(RegistryError) -> (index: ImageIndex, entity: String?) {
        let place = RegistryReference(repository, .tag(subject.fallbackTag)).description
        let request = HTTPRequest(
            .get, try url(of: repository, "manifests/\(subject.fallbackTag)"),
            headers: try headers([("Accept", MediaType.index.description)]))
        let response = try answer(
            request, in: TokenScope(repository), limit: RegistryClient.largestManifest, isCancelled: isCancelled)
        if response.status == 404 { return (ImageIndex(), nil) }
        guard response.status == 200 else { throw RegistryClient.refusal(response, at: place) }
        let entity = response.headers["etag"].flatMap { $0.hasPrefix("\"") ? $0 : nil }
        let document: ManifestDocument
        do {
            document = try ManifestDocument(
                response.body, from: place, contentType: response.headers["content-type"] ?? "")
        } catch { throw .document(error) }
        do { return (try document.index(), entity) } catch { throw .document(.json(place, error)) }
    }
}

extension Digest {
    /// The tag under which referrers are listed where the registry does not list them.
    ///
    /// Source: OCI distribution-spec, "Referrers Tag Schema".
    public var fallbackTag: String { "sha256-\(hex)" }
}

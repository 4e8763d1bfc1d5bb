import HTTP

extension RegistryClient {
    /// Brings a blob into a repository: mounted from another one of the registry's, else sent.
    ///
    /// What is sent goes in parts where the registry takes them, and after an interruption goes on at the byte that the
    /// registry asks for; with a journal, also in another process. All bytes are hashed on the way: those of a file that
    /// changed are never completed.
    /// - Parameters:
    ///   - sources: Repositories that have the blob; those of other registries do not count.
    ///   - journal: Where uploads are remembered that are under way; nil for nowhere.
    ///   - isCancelled: Asked about once a second and at each part.
    ///   - isEnding: Asked before each part; once it says yes, the upload ends there, and the journal keeps it.
    ///   - advance: Is told of bytes as they are sent; what it throws ends the upload.
    ///   - extent: Where the bytes are, asked for only if the blob cannot be mounted.
    /// - Throws: ``RegistryError``, ``LayoutError`` where the bytes are not the blob's, and what `advance` and `extent` throw.
    public func upload(
        _ blob: Descriptor, to repository: RegistryRepository, mountingFrom sources: [RegistryRepository] = [],
        journal: UploadJournal? = nil, isCancelled: @escaping () -> Bool = { false },
        isEnding: @escaping () -> Bool = { false },
        advance: @escaping @Sendable (Int64) throws -> Void = { _ in }, extent: () throws -> BlobExtent
    ) throws -> BlobDelivery {
        do {
            let entry = journal?.entry(for: blob.digest, in: repository)
            let ours = sources.first { $0.host == repository.host && $0 != repository }
            var session: UploadSession?
            if let ours, entry?.location == nil, RegistryQuirks.of(repository.host).mounts {
                do {
                    session = try openUpload(of: blob, in: repository, mountingFrom: ours, isCancelled: isCancelled)
                    if session == nil { return .mounted }
                } catch RegistryError.unauthorized {}
            }
            let content = try UploadContent(blob, in: extent(), advance: advance)
            var upload = BlobUpload(
                content, to: repository, by: self, entry: entry, isCancelled: isCancelled,
                isEnding: isEnding)
            try upload.run(in: session)
            return .copied(bytes: content.sent)
        } catch let setback as UploadSetback {
            throw setback.reason
        } catch let error as HTTPError {
            throw RegistryError(error)
        }
    }

    /// Opens an upload, or has the registry take the blob from another of its repositories.
    ///
    /// - Returns: The session; nil where the blob was mounted.
    func openUpload(
        of blob: Descriptor, in repository: RegistryRepository, mountingFrom source: RegistryRepository? = nil,
        isCancelled: () -> Bool
    ) throws -> UploadSession? {
        var url = try url(of: repository, "blobs/uploads/")
        if let source {
            url = try url.appending(query: "mount", value: blob.digest.description)
            url = try url.appending(query: "from", value: source.name)
        }
        var request = HTTPRequest(.post, url)
        // A session that is opened twice does no harm: the registry clears away what nobody goes on with.
        request.repetition = .always
        let response = try exchange(
            request, in: TokenScope(repository, .push, mountingFrom: source), limit: 1 << 20, isCancelled: isCancelled)
        if source != nil, response.status == 201 { return nil }
        let place = RegistryClient.place(of: blob, in: repository)
        guard response.status == 202 else { throw RegistryClient.sendingRefusal(response, at: place) }
        guard let location = try uploadLocation(in: response, of: repository) else {
            throw RegistryError.upload(place, reason: "the registry opened an upload and did not tell where (Location)")
        }
        return UploadSession(at: location, response)
    }

    /// Where an answer has an upload go on.
    func uploadLocation(in response: HTTPResponse, of repository: RegistryRepository) throws -> HTTPURL? {
        guard let reference = response.headers["location"] else { return nil }
        return try admitted(response.url.resolving(reference: reference), by: repository.host)
    }

    /// A session's address, if it is the registry's own or one that it may use.
    ///
    /// - Throws: ``RegistryError/foreignUpload(_:location:)`` for another host: blobs go nowhere but where they were sent.
    func admitted(_ url: HTTPURL, by registry: RegistryHost) throws -> HTTPURL {
        if url.origin == (try origin(of: registry)).origin { return url }
        let isDefault = url.port == url.scheme.defaultPort
        let host = try? RegistryHost(isDefault ? url.host : "\(url.host):\(url.port)")
        guard let host, access.uploadHosts.contains(host), url.scheme == .https || access.isPlain(host) else {
            throw RegistryError.foreignUpload(registry, location: url.redacted)
        }
        return url
    }
}

import HTTP

extension RegistryClient {
    /// Streams a blob; interrupted transfers go on at the byte after the last one received.
    ///
    /// What `receive` made of the bytes is worth nothing until this returns: size and digest are checked at the end.
    /// - Parameters:
    ///   - isCancelled: Asked about once a second and at each part.
    ///   - restarted: Forgets everything received.
    ///   - receive: Takes the next bytes, which are valid during the call only.
    /// - Throws: ``RegistryError``, and what `restarted` or `receive` throws.
    public func blob(
        _ descriptor: Descriptor, of repository: RegistryRepository, isCancelled: () -> Bool = { false },
        restarted: () throws -> Void, receive: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let place = "\(RegistryReference.transport)\(repository), blob \(descriptor.digest)"
        let url = try url(of: repository, "blobs/\(descriptor.digest)")
        let progress = BlobProgress()
        var credential = tokens[repository]
        var isAsked = false
        while true {
            do {
                try http.get(
                    HTTPRequest(.get, url, credential: credential), offset: progress.position, limit: descriptor.size,
                    isCancelled: isCancelled,
                    restarted: {
                        progress.restart()
                        try restarted()
                    },
                    receive: { bytes in
                        progress.take(bytes)
                        try receive(bytes)
                    })
                break
            } catch HTTPError.status(let answering, 401, _, _) where !isAsked && answering.origin == url.origin {
                // A token may also end in the middle of a large blob: with the next one it goes on there.
                isAsked = true
                let challenge = try send(HTTPRequest(.head, url), limit: 0, isCancelled: isCancelled)
                let opening = try self.credential(for: repository, after: challenge, isCancelled: isCancelled)
                credential = opening.credential
                tokens[repository] = opening.credential
            } catch HTTPError.status(let answering, 401, _, _) where answering.origin == url.origin {
                throw RegistryError.unauthorized(repository, hasLogin: access.logins.login(for: repository) != nil)
            } catch HTTPError.limitExceeded {
                throw RegistryError.size(place, expected: descriptor.size, actual: descriptor.size + 1)
            } catch let error as HTTPError {
                throw RegistryError(error)
            }
        }
        guard progress.position == descriptor.size else {
            throw RegistryError.size(place, expected: descriptor.size, actual: progress.position)
        }
        let actual = progress.digest()
        guard actual == descriptor.digest else {
            throw RegistryError.digest(place, expected: descriptor.digest, actual: actual)
        }
    }

    /// A small blob as a whole, such as an image's configuration.
    public func blob(
        _ descriptor: Descriptor, of repository: RegistryRepository, limit: Int
    ) throws(RegistryError) -> [UInt8] {
        let place = "\(RegistryReference.transport)\(repository), blob \(descriptor.digest)"
        guard descriptor.size <= Int64(limit) else {
            throw .size(place, expected: Int64(limit), actual: descriptor.size)
        }
        var bytes: [UInt8] = []
        do {
            try blob(
                descriptor, of: repository, restarted: { bytes.removeAll() },
                receive: { bytes.append(contentsOf: $0) })
        } catch { throw RegistryError(error) }
        return bytes
    }
}

/// How far a blob came, and the hash of it so far.
private final class BlobProgress {
    private(set) var position: Int64 = 0
    private var hasher: SHA256Hasher? = SHA256Hasher()

    func take(_ bytes: UnsafeRawBufferPointer) {
        position += Int64(bytes.count)
        hasher?.update(bytes)
    }

    func restart() {
        position = 0
        hasher = SHA256Hasher()
    }

    func digest() -> Digest {
        guard let hasher = hasher.take() else { preconditionFailure("a blob is hashed once") }
        return hasher.finalize()
    }
}

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
        let place = RegistryClient.place(of: descriptor, in: repository)
        let progress = BlobProgress()
        try stream(
            descriptor, of: repository, isCancelled: isCancelled,
            restarted: {
                progress.restart()
                try restarted()
            },
            receive: { bytes in
                progress.take(bytes)
                try receive(bytes)
            })
        let actual = progress.digest()
        guard actual == descriptor.digest else {
            throw RegistryError.digest(place, expected: descriptor.digest, actual: actual)
        }
    }

    /// Streams a blob from its byte `offset` on, of which the size alone is checked: whoever takes the bytes hashes them.
    ///
    /// - Parameters:
    ///   - isCancelled: Asked about once a second and at each part.
    ///   - restarted: Forgets everything received and what came before `offset`: the blob's first byte is next.
    ///   - receive: Takes the next bytes, which are valid during the call only.
    /// - Throws: ``RegistryError``, and what `restarted` or `receive` throws.
    public func stream(
        _ descriptor: Descriptor, of repository: RegistryRepository, from offset: Int64 = 0,
        isCancelled: () -> Bool = { false }, restarted: () throws -> Void,
        receive: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let place = RegistryClient.place(of: descriptor, in: repository)
        let scope = TokenScope(repository)
        let url = try url(of: repository, "blobs/\(descriptor.digest)")
        var position = offset
        var credential = tokens[scope]
        var isAsked = false
        while true {
            do {
                try http.get(
                    HTTPRequest(.get, url, credential: credential), offset: position, limit: descriptor.size,
                    isCancelled: isCancelled,
                    restarted: {
                        position = 0
                        try restarted()
                    },
                    receive: { bytes in
                        position += Int64(bytes.count)
                        try receive(bytes)
                    })
                break
            } catch HTTPError.status(let answering, 401, _, _) where !isAsked && answering.origin == url.origin {
                // A token may also end in the middle of a large blob: with the next one it goes on there.
                isAsked = true
                let challenge = try send(HTTPRequest(.head, url), limit: 0, isCancelled: isCancelled)
                let opening = try self.credential(for: scope, after: challenge, isCancelled: isCancelled)
                credential = opening.credential
                tokens[scope] = opening.credential
            } catch HTTPError.status(let answering, 401, _, _) where answering.origin == url.origin {
                throw RegistryError.unauthorized(repository, hasLogin: try login(for: repository) != nil)
            } catch HTTPError.limitExceeded {
                throw RegistryError.size(place, expected: descriptor.size, actual: descriptor.size + 1)
            } catch let error as HTTPError {
                throw RegistryError(error)
            }
        }
        guard position == descriptor.size else {
            throw RegistryError.size(place, expected: descriptor.size, actual: position)
        }
    }

    /// A blob's name in messages.
    static func place(of blob: Descriptor, in repository: RegistryRepository) -> String {
        "\(RegistryReference.transport)\(repository), blob \(blob.digest)"
    }

    /// A small blob as a whole, such as an image's configuration.
    public func blob(
        _ descriptor: Descriptor, of repository: RegistryRepository, limit: Int
    ) throws(RegistryError) -> [UInt8] {
        let place = RegistryClient.place(of: descriptor, in: repository)
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

/// The hash of what came of a blob so far.
private final class BlobProgress {
    private var hasher: SHA256Hasher? = SHA256Hasher()

    func take(_ bytes: UnsafeRawBufferPointer) {
        hasher?.update(bytes)
    }

    func restart() {
        hasher = SHA256Hasher()
    }

    func digest() -> Digest {
        guard let hasher = hasher.take() else { preconditionFailure("a blob is hashed once") }
        return hasher.finalize()
    }
}

import HTTP

/// One blob on its way into a repository: in which session, how far, and in parts of which size.
///
/// Source: OCI distribution-spec, "Pushing blobs".
struct BlobUpload {
    /// The size of parts that is tried where larger ones were refused: ghcr.io takes no more.
    static let smallPart: Int64 = 4 << 20
    /// The size of parts below which nothing is tried.
    static let leastPart: Int64 = 1 << 20
    /// How many sessions are begun for one blob.
    private static let mostSessions = 4

    let client: RegistryClient
    let repository: RegistryRepository
    let content: UploadContent
    let entry: UploadJournal.Entry?
    let isCancelled: () -> Bool
    let isEnding: () -> Bool

    var session: UploadSession?
    /// The next byte that the registry wants.
    var offset: Int64 = 0
    /// Whether the blob goes in parts, and of which size; nil for one request.
    var part: Int64?
    /// Whether ``offset`` follows from what was sent and taken; false where the registry was asked for it.
    var isCertain = true
    /// What the registry's answer to being asked may mean, the likeliest first.
    var claims: [Int64] = []
    /// Offsets that the registry refused since it last got on.
    var refused: Set<Int64> = []
    /// Failures in a row.
    var failures = 0
    /// The farthest that the registry ever came.
    var best: Int64 = 0
    var sessions = 0
    var hasMismatched = false
    var hasTriedWhole = false
    var hasTriedParts = false

    var blob: Descriptor { content.blob }
    var place: String { RegistryClient.place(of: blob, in: repository) }
    var scope: TokenScope { TokenScope(repository, .push) }

    init(
        _ content: UploadContent, to repository: RegistryRepository, by client: RegistryClient,
        entry: UploadJournal.Entry?, isCancelled: @escaping () -> Bool, isEnding: @escaping () -> Bool
    ) {
        self.isEnding = isEnding
        self.client = client
        self.repository = repository
        self.content = content
        self.entry = entry
        self.isCancelled = isCancelled
        if case .chunks(let size) = client.access.uploads(to: repository.host) { part = size }
    }

    /// Sends the blob, in a session that is open or in one that the journal remembers.
    mutating func run(in open: UploadSession?) throws {
        session = open
        if session == nil, let location = entry?.location, part != nil {
            if let url = try? client.admitted(location, by: repository.host) { session = UploadSession(at: url) }
            try goOn()
        }
        while true {
            do {
                if session == nil { try begin() }
                try send()
                entry?.forget()
                return
            } catch let setback as UploadSetback {
                try recover(from: setback)
                if offset == 0, try client.contains(blob, in: repository, isCancelled: isCancelled) {
                    // The answer was lost, not the blob.
                    entry?.forget()
                    return
                }
            }
        }
    }

    private mutating func begin() throws {
        sessions += 1
        session = try client.openUpload(of: blob, in: repository, isCancelled: isCancelled)
        (offset, isCertain) = (0, true)
        if let session { entry?.record(session.url, offset: 0) }
    }

    private mutating func send() throws {
        guard let part = partSize, blob.size > part || offset > 0 else { return try sendWhole() }
        while offset < blob.size {
            guard !isEnding() else { throw RegistryError.interrupted(place, sent: offset, of: blob.size) }
            try sendPart()
        }
        try close()
    }

    /// The size of a part as the registry's answer and what is known of it allow; nil for one request.
    var partSize: Int64? {
        guard let part else { return nil }
        let most = session?.maximum.map { min(part, $0) } ?? part
        return max(most, session?.minimum ?? 1)
    }

    /// Forgets the session: the next one begins at the first byte.
    mutating func leave() {
        session = nil
        (offset, isCertain) = (0, true)
        refused = []
        entry?.forget()
    }

    /// Decides what to try after a setback.
    ///
    /// - Throws: The setback's reason, where nothing is left to try.
    private mutating func recover(from setback: UploadSetback) throws {
        failures += 1
        guard failures <= client.http.options.retries, sessions < BlobUpload.mostSessions else { throw setback.reason }
        switch setback {
        case .passing:
            try client.http.pause(
                afterFailure: failures, of: session?.url ?? client.origin(of: repository.host), isCancelled: isCancelled
            )
            guard part != nil, session != nil else { return leave() }
            // A request that is too large is often answered by a closed connection and nothing else.
            if failures > 1 { shrink() }
            try goOn()
        case .offset(let reason): try realign(reason)
        case .lost: leave()
        case .parts(let reason): try withoutParts(reason)
        case .tooLarge(let reason):
            if part == nil {
                guard !hasTriedParts, blob.size > BlobUpload.smallPart else { throw reason }
                part = BlobUpload.smallPart
                leave()
            } else if shrink() {
                try goOn()
            } else {
                try withoutParts(reason)
            }
        case .mismatch(let reason):
            // What was sent has the right digest, so once may have been an accident on the way.
            guard !hasMismatched else { throw reason }
            hasMismatched = true
            leave()
        }
    }

    /// Finds the offset that the registry wants after it refused one.
    private mutating func realign(_ reason: RegistryError) throws {
        let (tried, wasCertain) = (offset, isCertain)
        refused.insert(tried)
        try goOn()
        guard session != nil, refused.contains(offset) else { return }
        if wasCertain {
            // It wants the very part that it refused: its size must be what is wrong, as it is at ghcr.io.
            (offset, isCertain) = (tried, true)
            refused.remove(tried)
            if !shrink() { try withoutParts(reason) }
        } else if let other = claims.first(where: { !refused.contains($0) }) {
            offset = other
        } else {
            try withoutParts(reason)
        }
    }

    /// Asks for the offset; where the registry cannot tell, the next session begins anew. Where it cannot be reached, the
    /// journal keeps the session.
    private mutating func goOn() throws {
        do { try askOffset() } catch UploadSetback.lost { leave() }
        if offset > best {
            best = offset
            failures = 0
        }
    }

    /// Sends the blob in one request from now on.
    private mutating func withoutParts(_ reason: RegistryError) throws {
        guard !hasTriedWhole else { throw reason }
        hasTriedParts = true
        part = nil
        leave()
    }

    /// Makes parts smaller; false if they are as small as they may be.
    @discardableResult
    private mutating func shrink() -> Bool {
        guard let size = partSize else { return false }
        let smaller =
            size > BlobUpload.smallPart
            ? BlobUpload.smallPart : size > BlobUpload.leastPart ? BlobUpload.leastPart : size
        guard smaller < size, smaller >= session?.minimum ?? 0 else { return false }
        part = smaller
        return true
    }
}

import Synchronization

/// A small registry on 127.0.0.1 with the habits of others: it keeps the distribution-spec but for the quirks that it is
/// given, and counts what is sent to it.
public final class QuirkRegistry: Sendable {
    /// Where it says that uploads go on.
    public enum Location: Sendable {
        /// By a path, with a query that has to be kept.
        case relative
        /// By a whole URL.
        case absolute
        /// At another origin.
        case elsewhere(String)
        /// Nowhere.
        case missing
    }

    /// Its habits.
    public struct Quirks: Sendable {
        /// Whether it has the referrers API.
        public var listsReferrers = false
        /// The most bytes that one PATCH may have, and the status that answers more.
        public var partLimit: (bytes: Int, status: Int)?
        /// The most bytes that one PUT may have.
        public var wholeLimit: Int?
        /// The status that answers a PATCH at all; 202 is right.
        public var partStatus = 202
        /// What is added to the last byte that `Range` names.
        public var rangeShift = 0
        /// The most bytes of a PATCH that it keeps.
        public var keepsOfPart: Int?
        /// Whether `Range` stays away.
        public var hidesRange = false
        /// `OCI-Chunk-Min-Length`.
        public var minimum: Int?
        /// The status that answers so many requests before the first one is served, to paths with this in them.
        public var storm: (status: Int, requests: Int, paths: String)?
        /// After so many parts the session is lost, once.
        public var losesSessionAfter: Int?
        /// The connection is cut once, when a session has so many bytes.
        public var cutsAt: Int?
        /// A session is held once, when it has so many bytes, until ``release()``.
        public var holdsAt: Int?
        /// How many milliseconds it takes over a part.
        public var partDelay: UInt32 = 0
        /// Whether it mounts.
        public var mounts = true
        /// Where uploads go on.
        public var location = Location.relative
        /// The digest that it says manifests have.
        public var says: String?
        /// How blobs go out.
        public var delivery = LoopbackServer.Response.Delivery.whole
        /// Blobs from this size on go out like that; smaller ones are whole.
        public var stallsFrom = 0
        /// Whether it keeps other bytes than those that came.
        public var losesBytes = false

        /// No quirks.
        public init() {}
    }

    struct State {
        var blobs: [String: [String: [UInt8]]] = [:]
        var manifests: [String: [String: (type: String, bytes: [UInt8])]] = [:]
        var sessions: [String: [UInt8]] = [:]
        var uploaded = 0
        var parts: [Int] = []
        var storms = 0
        var opened = 0
        var hasLost = false
        var hasCut = false
        var hasHeld = false
        var hasDelivered = false
        var served = 0
    }

    let quirks: Quirks
    let digest: @Sendable ([UInt8]) -> String
    let state: Mutex<State>
    private let box = Mutex<LoopbackServer?>(nil)

    /// Starts a registry.
    ///
    /// - Parameters:
    ///   - digest: Names bytes.
    ///   - change: Gives it its quirks.
    public init(digest: @escaping @Sendable ([UInt8]) -> String, _ change: (inout Quirks) -> Void = { _ in }) throws {
        var quirks = Quirks()
        change(&quirks)
        self.quirks = quirks
        self.digest = digest
        state = Mutex(State())
        let server = try LoopbackServer(
            intake: { [weak self] in self?.intake($0) ?? .whole }, ended: { [weak self] in self?.ended($0) },
            handler: { [weak self] in self?.answer($0) ?? .status(503) })
        box.withLock { $0 = server }
    }

    /// The server below.
    public var server: LoopbackServer {
        guard let server = box.withLock({ $0 }) else { preconditionFailure("the server runs while its registry does") }
        return server
    }

    /// `127.0.0.1:PORT`.
    public var host: String { "127.0.0.1:\(server.port)" }
    /// How many bytes of blobs came in, those of broken requests too.
    public var uploaded: Int { state.withLock { $0.uploaded } }
    /// How many bytes of blobs went out, as far as answers were to go.
    public var served: Int { state.withLock { $0.served } }
    /// The sizes of the parts that came in.
    public var parts: [Int] { state.withLock { $0.parts } }
    /// How many sessions were opened.
    public var opened: Int { state.withLock { $0.opened } }
    /// How many bytes the fullest session has.
    public var pending: Int { state.withLock { $0.sessions.values.map(\.count).max() ?? 0 } }

    /// A blob of a repository.
    public func blob(_ digest: String, in repository: String) -> [UInt8]? {
        state.withLock { $0.blobs[repository]?[digest] }
    }

    /// A manifest of a repository, by tag or digest.
    public func manifest(_ reference: String, in repository: String) -> [UInt8]? {
        state.withLock { $0.manifests[repository]?[reference]?.bytes }
    }

    /// Puts a blob there.
    public func keep(_ bytes: [UInt8], in repository: String) {
        let name = digest(bytes)
        state.withLock { $0.blobs[repository, default: [:]][name] = bytes }
    }

    /// Puts a manifest there, under its digest and a tag.
    public func keep(_ bytes: [UInt8], as type: String, tag: String, in repository: String) {
        let name = digest(bytes)
        state.withLock {
            $0.manifests[repository, default: [:]][name] = (type, bytes)
            $0.manifests[repository, default: [:]][tag] = (type, bytes)
        }
    }
}

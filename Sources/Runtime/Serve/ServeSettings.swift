/// What `serve` is told on its command line.
public struct ServeSettings: Equatable, Sendable {
    /// The address that is listened on.
    public var host: HostAddress
    /// The TCP port; 0 lets the system choose one, which the first line on standard error names.
    public var port: Int
    /// The directory of the model behind `/v1/ocr`, if it is served.
    public var ocrModel: Path?
    /// The directory of the model behind `/v1/sentiment`, if it is served.
    public var sentimentModel: Path?
    /// The most requests of one route that wait for a worker.
    public var queue = 64
    /// The most texts in one run of the sentiment model.
    public var batch = 16
    /// How long a text waits for others to share its run, in milliseconds.
    public var batchDelay = 2
    /// The most bytes of a request's body.
    public var maximumBody = 16 << 20
    /// How long a stop waits for what was accepted, in seconds.
    public var grace = 25

    /// What the command line may say.
    static let ports = 0...65535
    static let queues = 1...65536
    static let batches = 1...1024
    static let delays = 0...10_000
    static let bodies = 1024...(1 << 30)
    static let graces = 0...3600

    /// A JSON body is parsed as a whole, and no model reads more than the start of a long text.
    static let textBody = 1 << 20
    /// The most texts in one request.
    static let texts = 256

    /// The most bytes of a body of `route`.
    func bodyLimit(_ route: Route) -> Int { route == .sentiment ? min(maximumBody, Self.textBody) : maximumBody }

    /// The most bytes of bodies that are held at a time, those of waiting and running requests included: many small
    /// ones, or some of the largest.
    var bodyBudget: Int { max(maximumBody * 8, 64 << 20) }
}

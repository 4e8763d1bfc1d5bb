import Synchronization

/// What the server serves: routes, models behind queues, limits and counts. It knows nothing of sockets.
final class Service: Sendable {
    /// What the service can do.
    enum Phase: String, Sendable {
        case loading, ready, stopping
    }

    /// A request whose head was found good.
    struct Admission: Equatable, Sendable {
        let route: Route
        let type: ContentType?
        let bodyLimit: Int
    }

    let settings: ServeSettings
    let metrics = Metrics()
    /// The bytes of bodies that are held.
    let bodies: Budget
    /// The connections that are open.
    let connections: Budget
    /// The requests that were accepted and whose answer is not yet on its way.
    let pending = Monitor(0)

    let ocr: Lane<[UInt8]>?
    let sentiment: Lane<SentimentQuestion>?
    let device: DeviceMemory?
    private let state = Mutex(Phase.loading)

    /// `held` is how many bytes of bodies are held at most, instead of what the settings say.
    init(_ settings: ServeSettings, connections: Int = 1024, held: Int? = nil, device: DeviceMemory? = nil) {
        self.settings = settings
        self.device = device
        self.connections = Budget(connections)
        bodies = Budget(held ?? settings.bodyBudget)
        ocr = settings.ocrModel == nil ? nil : Lane(.ocr, capacity: settings.queue, metrics: metrics)
        sentiment =
            settings.sentimentModel == nil
            ? nil
            : Lane(
                .sentiment, capacity: settings.queue, batch: settings.batch, delay: settings.batchDelay,
                metrics: metrics, weighing: { $0.texts.count })
    }

    var phase: Phase { state.withLock { $0 } }

    /// Begins to take requests for `models`, each with `workers` threads. Throws ``ThreadError``.
    func start(_ models: ServedModels, workers: Int) throws(ThreadError) {
        if let lane = ocr, let model = models.ocr {
            try lane.start(workers) { pictures in
                pictures.map { picture in Result { try model.page(picture) } }
            }
        }
        if let lane = sentiment, let model = models.sentiment {
            try lane.start(workers) { questions in Self.judge(questions, with: model) }
        }
        state.withLock { if $0 == .loading { $0 = .ready } }
    }

    /// Takes no more work and waits until what was accepted is answered; false when it is not by `deadline`.
    func stop(by deadline: MonotonicTime) -> Bool {
        state.withLock { $0 = .stopping }
        ocr?.close()
        sentiment?.close()
        let isAnswered = pending.wait { count in
            if count == 0 { return .done(true) }
            return MonotonicTime.now < deadline ? .waitUntil(deadline) : .done(false)
        }
        return isAnswered && ocr?.finish(by: deadline) ?? true && sentiment?.finish(by: deadline) ?? true
    }

    /// Judges the texts of several requests together; a request with a text that fails fails as a whole.
    private static func judge(
        _ questions: [SentimentQuestion], with model: any TextJudging
    ) -> [Result<JSONValue, any Error>] {
        var outcomes = model.judgements(questions.flatMap(\.texts))[...]
        return questions.map { question in
            let own = outcomes.prefix(question.texts.count)
            outcomes = outcomes.dropFirst(question.texts.count)
            return Result {
                let judgements = try own.map { try $0.get() }
                return question.isSingle ? judgements[0] : .array(judgements)
            }
        }
    }
}

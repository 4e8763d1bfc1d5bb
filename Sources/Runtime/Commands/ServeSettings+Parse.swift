extension ServeSettings {
    /// Takes the options of `serve`. Throws ``UsageError``.
    init(_ words: inout ArgumentList) throws(UsageError) {
        guard let port = try words.number("--port", in: Self.ports) else { throw .missing("--port") }
        self.port = port
        host = try words.host("--host") ?? .loopback
        ocrModel = try words.path("--ocr-model")
        sentimentModel = try words.path("--sentiment-model")
        guard ocrModel != nil || sentimentModel != nil else { throw .noServedModel }
        if let number = try words.number("--queue", in: Self.queues) { queue = number }
        if let number = try words.number("--batch", in: Self.batches) { batch = number }
        if let number = try words.number("--batch-delay", in: Self.delays) { batchDelay = number }
        if let number = try words.number("--max-body", in: Self.bodies) { maximumBody = number }
        if let number = try words.number("--grace", in: Self.graces) { grace = number }
    }
}

import NIOHTTP1

extension Service {
    /// Looks at a request's head, before its body is read. Throws ``RequestError``.
    func admit(_ head: HTTPRequestHead) throws(RequestError) -> Admission {
        let path = head.uri.prefix { $0 != "?" }
        guard let route = Route(rawValue: String(path)) else { throw .noSuchPath(String(path)) }
        guard route.methods.contains(head.method) else { throw .wrongMethod(head.method.rawValue, route) }
        guard !route.mediaTypes.isEmpty else { return Admission(route: route, type: nil, bodyLimit: 0) }
        guard isServed(route) else { throw .notServed(route) }
        let field = head.headers.first(name: "Content-Type")
        let type = field.map(ContentType.init)
        guard let type, route.mediaTypes.contains(type.mediaType) else { throw .wrongType(field, route) }
        if let charset = type.charset, charset != "utf-8", charset != "utf8" { throw .wrongCharset(charset) }
        let limit = settings.bodyLimit(route)
        if let length = head.headers.first(name: "Content-Length").flatMap({ Int($0) }), length > limit {
            throw .tooLarge(limit: limit)
        }
        switch phase {
        case .loading: throw .loading
        case .stopping: throw .stopping
        case .ready: break
        }
        if isFull(route) { throw .full(route) }
        return Admission(route: route, type: type, bodyLimit: limit)
    }

    /// Answers a request whose body is there. `finish` is called once: at once, or in a worker's thread.
    ///
    /// Throws ``RequestError``, and does not call `finish` then.
    func answer(
        _ admission: Admission, _ body: [UInt8], _ ticket: Ticket, finish: @escaping @Sendable (Reply) -> Void
    ) throws(RequestError) {
        switch admission.route {
        case .health: finish(Reply(.object([.init("status", .text("ok"))])))
        case .ready:
            let phase = phase
            finish(
                Reply(
                    .object([.init("status", .text(phase.rawValue))]),
                    status: phase == .ready ? .ok : .serviceUnavailable))
        case .metrics: finish(Reply(metrics: metricsText))
        case .ocr:
            guard !body.isEmpty else { throw .badBody("the body is empty: it has to be a PNG or a JPEG picture") }
            guard let ocr else { throw .notServed(.ocr) }
            try ocr.submit(body, ticket, finish: finish)
        case .sentiment:
            let question = try SentimentQuestion(body, admission.type)
            guard let sentiment else { throw .notServed(.sentiment) }
            try sentiment.submit(question, ticket, finish: finish)
        }
    }

    private func isServed(_ route: Route) -> Bool { route == .ocr ? ocr != nil : sentiment != nil }

    private func isFull(_ route: Route) -> Bool {
        (route == .ocr ? ocr?.isFull : sentiment?.isFull) ?? false
    }

    /// All counts and what the process holds at this moment.
    var metricsText: String {
        var text = MetricsText()
        text.add(metrics.counts)
        var depths: [(labels: [(String, String)], value: Int)] = []
        if let ocr { depths.append(([("route", Route.ocr.rawValue)], ocr.depth)) }
        if let sentiment { depths.append(([("route", Route.sentiment.rawValue)], sentiment.depth)) }
        text.gauge("imagesmith_queue_depth", "Requests that wait for a worker.", depths)
        text.gauge("imagesmith_connections", "Connections that are open.", [([], connections.used)])
        text.gauge("imagesmith_body_bytes", "Bytes of request bodies that are held.", [([], bodies.used)])
        text.gauge("imagesmith_ready", "Whether requests are taken.", [([], phase == .ready ? 1 : 0)])
        if let resident = ProcessMemory.resident {
            text.gauge("process_resident_memory_bytes", "Resident memory of the process.", [([], resident)])
        }
        if let device, let bytes = device.bytes {
            let labels = [("device", String(device.number))]
            text.gauge("imagesmith_device_memory_used_bytes", "GPU memory in use, by all.", [(labels, bytes.used)])
            text.gauge("imagesmith_device_memory_total_bytes", "GPU memory in all.", [(labels, bytes.total)])
        }
        return text.text
    }
}

public import OCI

extension SmokeReport {
    /// The report as a document; but for the seconds, the same run gives the same bytes.
    public var json: JSON {
        .members([
            "image": .string(image.description),
            "device": .string(device.rawValue),
            "verdict": .string(verdict),
            "sandbox": ["kind": .string(sandbox), "isolation": .array(isolation.map { .string($0) })],
            "onnxruntime": onnxruntime.map { .string($0) },
            "providers": providers.isEmpty ? nil : .object(providers.mapValues { .integer($0) }),
            "gpu": gpu?.json,
            "tests": .array(tests.map(\.json)),
        ])
    }

    /// Reads a report; its verdict has to follow from its tests.
    public init(_ json: JSON) throws(JSONError) {
        let object = try JSONField(json).object()
        try object.refuseOthers(
            than: ["image", "device", "verdict", "sandbox", "onnxruntime", "providers", "gpu", "tests"])
        let sandbox = try object.required("sandbox").object()
        try sandbox.refuseOthers(than: ["kind", "isolation"])
        var providers: [String: Int64] = [:]
        if let counts = try object.optional("providers")?.object() {
            for name in counts.members.keys.sorted() { providers[name] = try counts.required(name).integer() }
        }
        var tests: [TestVerdict] = []
        for field in try object.required("tests").elements() { tests.append(try TestVerdict(field)) }
        self.init(
            image: try object.required("image").digest(), device: try SmokeDevice(object.required("device")),
            sandbox: try sandbox.required("kind").string(), isolation: try sandbox.required("isolation").strings(),
            onnxruntime: try object.optional("onnxruntime")?.string(), providers: providers,
            gpu: try object.optional("gpu").map { field throws(JSONError) in try GPUProof(report: field) }, tests: tests
        )
        let stated = try object.required("verdict")
        guard try stated.string() == verdict else { throw stated.invalid("the tests say '\(verdict)'") }
    }
}

extension TestVerdict {
    fileprivate var json: JSON {
        .members([
            "name": .string(name), "kind": .string(kind), "verdict": isPassed ? "passed" : "failed",
            "reason": reason.map { .string($0) }, "measured": measured?.json, "seconds": .real(seconds),
        ])
    }

    fileprivate init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        try object.refuseOthers(than: ["name", "kind", "verdict", "reason", "measured", "seconds"])
        self.init(
            name: try object.required("name").string(), kind: try object.required("kind").string(),
            reason: try object.optional("reason")?.string(),
            measured: try object.optional("measured").map { field throws(JSONError) in try Measurement(field) },
            seconds: try object.required("seconds").number())
        let stated = try object.required("verdict")
        guard try stated.string() == (isPassed ? "passed" : "failed") else {
            throw stated.invalid("only a test that failed has a reason")
        }
    }
}

extension TestVerdict.Measurement {
    fileprivate var json: JSON {
        switch self {
        case .text(let accuracy, let lines):
            ["accuracy": .real(accuracy), "lines": .array(lines.map { .string($0) })]
        case .judgement(let label, let score): ["label": .string(label), "score": .real(score)]
        case .command(let ending): ["ending": .string(ending)]
        }
    }

    fileprivate init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        if let ending = object.optional("ending") {
            self = .command(ending: try ending.string())
        } else if let label = object.optional("label") {
            self = .judgement(label: try label.string(), score: try object.required("score").number())
        } else {
            self = .text(
                accuracy: try object.required("accuracy").number(), lines: try object.required("lines").strings())
        }
    }
}

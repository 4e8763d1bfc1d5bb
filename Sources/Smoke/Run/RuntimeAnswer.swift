import OCI

/// What `imagesmith-runtime smoke` wrote to standard output. It comes from the image: it is parsed, never trusted.
struct RuntimeAnswer: Hashable, Sendable {
    /// The device that it says it ran on.
    let device: String
    /// The version of ONNX Runtime.
    let onnxruntime: String
    /// How many kernels each execution provider ran, by the session's own profile.
    let providers: [String: Int64]
    /// The GPU that it ran on; nil on the CPU, and of runtimes that do not tell.
    let gpu: GPUProof?
    /// The results, one for each test.
    let results: [Result]

    /// What it says of one test.
    struct Result: Hashable, Sendable {
        let name: String
        let seconds: Double
        let outcome: Outcome
    }

    /// What a test gave.
    enum Outcome: Hashable, Sendable {
        case lines([String])
        case judgement(label: String, score: Double)
        case failure(String)
    }

    /// Parses the document. Members that are not known are passed over: the image's runtime may be newer.
    init(parsing bytes: [UInt8]) throws(JSONError) {
        let object = try JSONField(JSON(parsing: bytes)).object()
        device = try object.required("device").string()
        onnxruntime = try object.required("onnxruntime").string().excerpt
        let counts = try object.required("providers").object()
        var providers: [String: Int64] = [:]
        for name in counts.members.keys.sorted() { providers[name.excerpt] = try counts.required(name).integer() }
        self.providers = providers
        gpu = try object.optional("proof").map { field throws(JSONError) in try GPUProof(answer: field) }
        var results: [Result] = []
        for field in try object.required("results").elements() { results.append(try Result(field)) }
        self.results = results
    }
}

extension RuntimeAnswer.Result {
    fileprivate init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        name = try object.required("name").string()
        let time = try object.optional("seconds")?.number() ?? 0
        seconds = time.isFinite && time >= 0 ? time : 0
        if let error = object.optional("error") {
            outcome = .failure(try error.string())
        } else if let lines = object.optional("lines") {
            var texts: [String] = []
            for line in try lines.elements() { texts.append(try line.object().required("text").string()) }
            outcome = .lines(texts)
        } else {
            outcome = .judgement(
                label: try object.required("label").string(), score: try object.required("score").number())
        }
    }
}

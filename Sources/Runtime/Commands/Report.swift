/// The JSON documents that the program writes.
enum Report {
    /// The lines of one picture, with the proof of what read them where there is one.
    static func page(_ lines: [TextLine], proof: DeviceProof? = nil) -> JSONValue {
        .object([.init("lines", Self.lines(lines))] + member(proof))
    }

    /// The lines of one of several pictures.
    static func page(_ lines: [TextLine], of file: String) -> JSONValue {
        .object([.init("file", .text(file)), .init("lines", Self.lines(lines))])
    }

    /// What became of a picture that could not be read.
    static func failure(_ sentence: String, of file: String) -> JSONValue {
        .object([.init("file", .text(file)), .init("error", .text(sentence))])
    }

    /// What became of a text that could not be judged.
    static func failure(_ sentence: String) -> JSONValue { .object([.init("error", .text(sentence))]) }

    /// What a text was judged to be, with the proof of what judged it where there is one.
    static func judgement(_ judgement: Judgement, proof: DeviceProof? = nil) -> JSONValue {
        .object(members(judgement) + member(proof))
    }

    static func info(_ engine: Engine, _ machine: Machine) throws -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("onnxruntime", .text(engine.version)),
            .init("library", .text(engine.library.string)),
            .init("build", .text(engine.build)),
            .init("providers", .array(try engine.providers.map { .text($0) })),
            .init("threads", .integer(SessionSettings.availableThreads)),
            .init("devices", .array(machine.devices.map { .text($0.string) })),
        ]
        if let driver = machine.driver { members.append(.init("driver", .text(driver))) }
        members.append(.init("gpu", try gpus(engine, machine)))
        return .object(members)
    }

    static func smoke(
        device: Device, version: String, providers: ProviderCounts, proof: DeviceProof?, results: [SmokeRun.Result]
    ) -> JSONValue {
        .object(
            [
                .init("device", .text(device.description)), .init("onnxruntime", .text(version)),
                .init("providers", Self.providers(providers)),
            ] + member(proof) + [.init("results", .array(results.map(result)))])
    }

    private static func member(_ proof: DeviceProof?) -> [JSONValue.Member] {
        proof.map { [.init("proof", Self.proof($0))] } ?? []
    }

    private static func result(_ result: SmokeRun.Result) -> JSONValue {
        let outcome: [JSONValue.Member] =
            switch result.outcome {
            case .lines(let lines): [.init("lines", Self.lines(lines))]
            case .judgement(let judgement): members(judgement)
            case .failure(let sentence): [.init("error", .text(sentence))]
            }
        return .object(
            [.init("name", .text(result.name)), .init("seconds", .number(rounded(result.seconds)))] + outcome)
    }

    private static func members(_ judgement: Judgement) -> [JSONValue.Member] {
        [.init("label", .text(judgement.label)), .init("score", .number(rounded(judgement.score)))]
    }

    private static func lines(_ lines: [TextLine]) -> JSONValue {
        .array(
            lines.map { line in
                .object([
                    .init("text", .text(line.text)),
                    .init("score", .number(rounded(line.score))),
                    .init("box", .array(line.box.corners.map { .array([.integer($0.x), .integer($0.y)]) })),
                ])
            })
    }

    /// Six decimals: more than the models' arithmetic holds.
    private static func rounded(_ number: Double) -> Double { (number * 1e6).rounded() / 1e6 }
}

extension JSONValue {
    /// Whether it tells of a failure.
    var isError: Bool {
        guard case .object(let members) = self else { return false }
        return members.contains { $0.name == "error" }
    }
}

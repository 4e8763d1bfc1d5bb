extension Report {
    /// What ran the models, and where it is shown that it did.
    static func proof(_ proof: DeviceProof) -> JSONValue {
        .object(
            [.init("device", .text(proof.device.description)), .init("gpu", gpu(proof.gpu))]
                + (proof.driver.map { [.init("driver", .text($0))] } ?? [])
                + [
                    .init("cuda", .text(proof.cuda)), .init("libraries", libraries(proof.libraries)),
                    .init("precision", .text(DeviceProof.precision)), .init("providers", providers(proof.providers)),
                ])
    }

    static func providers(_ providers: ProviderCounts) -> JSONValue {
        let counts = providers.counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return .object(counts.map { .init($0.key, .integer($0.value)) })
    }

    /// Which GPUs models can run on, and for each that they cannot why.
    static func gpus(_ engine: Engine, _ machine: Machine) throws -> JSONValue {
        switch machine.cuda {
        case .failure(let error):
            let reasons = [error.description] + (engine.obstacle(on: .gpu(0)).map { [$0] } ?? [])
            return .object([
                .init("usable", .boolean(false)), .init("reasons", .array(reasons.map { .text($0) })),
            ])
        case .success(let driver):
            let found = driver.gpus.map { gpu in (gpu, engine.obstacle(on: .gpu(gpu.number))) }
            let reasons = driver.gpus.isEmpty ? ["the driver shows no GPU"] : found.compactMap(\.1)
            return .object([
                .init("usable", .boolean(found.contains { $0.1 == nil })),
                .init("reasons", .array(reasons.map { .text($0) })),
                .init("cuda", .text(driver.cuda)),
                .init("gpus", .array(found.map { Self.gpu($0, isUsable: $1 == nil) })),
                .init("libraries", libraries(try LoadedLibrary.all())),
            ])
        }
    }

    private static func gpu(_ gpu: GPU, isUsable: Bool? = nil) -> JSONValue {
        .object(
            [
                .init("number", .integer(gpu.number)), .init("name", .text(gpu.name)),
                .init("memory", .integer(gpu.memory)), .init("capability", .text(gpu.capability)),
            ] + (isUsable.map { [.init("usable", .boolean($0))] } ?? []))
    }

    private static func libraries(_ libraries: [LoadedLibrary]) -> JSONValue {
        .array(
            libraries.map { library in
                .object(
                    [.init("name", .text(library.name))] + (library.version.map { [.init("version", .text($0))] } ?? [])
                        + [.init("path", .text(library.path.string))])
            })
    }
}

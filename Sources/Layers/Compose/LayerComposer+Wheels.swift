import Archive
import OCI
import SystemPackage

extension LayerComposer {
    /// Composes a layer of wheels: each goes from its file to the layer in one pass. A wheel that breaks a rule does not stay
    /// in the cache.
    func compose(
        _ lock: WheelsLock, of layer: LockedLayer, files: [Digest: FilePath], epoch: Int64
    ) async throws -> ComposedLayer {
        let stage = scratch.appending(layer.name)
        do {
            let bytecode = try await bytecode(of: lock, files: files, stage: stage)
            for (place, reason) in bytecode.skipped {
                fetcher.progress(.notice("\(layer.name): no byte-code of /\(place): \(reason)"))
            }
            let composed = try await write(layer) {
                try LayerPlan(lock, wheels: files, bytecode: bytecode, epoch: epoch) {
                    fetcher.progress(.notice("\(layer.name): \($0)"))
                }
            }
            try stage.removeTree()
            return composed
        } catch {
            try? stage.removeTree()
            if let refused = (error as? WheelError)?.refusedWheel {
                for wheel in lock.wheels where wheel.file.text == refused { try fetcher.cache.discard(wheel.digest) }
            }
            throw error
        }
    }

    private func bytecode(of lock: WheelsLock, files: [Digest: FilePath], stage: FilePath) async throws -> Bytecode {
        guard let locked = lock.layout.bytecode else { return .none }
        let sources = try await runBlocking { try WheelInstaller.sources(lock, wheels: files) }
        return try await BytecodeCompiler(minor: lock.python.minor, scratch: stage)
            .compile(sources, wheels: files, locked: locked)
    }
}

import ELF
import OCI

extension LayerComposer {
    /// Puts the layers that are made of others into their places among `composed`, which holds the rest in the lock's order.
    func addLibraries(to composed: [NamedLayer], of lock: Lock) async throws -> [NamedLayer] {
        var rest = composed[...]
        var layers: [NamedLayer] = []
        for layer in lock.layers {
            if layer.isMadeOfLayersBelow {
                layers.append(try await compose(layer, over: layers.map(\.layer), epoch: lock.epoch))
            } else if let next = rest.popFirst() {
                layers.append(next)
            }
        }
        return layers
    }

    private func compose(
        _ layer: LockedLayer, over below: [ComposedLayer], epoch: Int64
    ) async throws -> NamedLayer {
        let cache = LayerCache(of: layout)
        let inputs = layer.inputsDigest(epoch: epoch, over: below.map(\.diffID))
        let found = try await find(layer, inputs: inputs, in: cache)
        return try await take(layer, found, inputs: inputs, epoch: epoch) {
            try await write(layer, over: below, epoch: epoch)
        }
    }

    private func write(
        _ layer: LockedLayer, over below: [ComposedLayer], epoch: Int64
    ) async throws -> ComposedLayer {
        guard case .libraries(let lock) = layer.content else {
            preconditionFailure("a layer of the kind \(layer.kind) is made of its own entry")
        }
        let layout = layout
        let libraries = try await below.concurrentMap(width: jobs) { layer in
            try await runBlocking { try LayerLibraries(reading: layer.descriptor, in: layout) }
        }
        return try await write(layer, epoch: epoch) { try lock.entries(over: libraries, epoch: epoch) }
    }
}

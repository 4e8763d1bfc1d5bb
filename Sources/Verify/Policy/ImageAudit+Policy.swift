import ELF
import OCI

extension ImageAudit {
    /// What a strict audit finds in the layers as they lie upon each other; nothing is said of an image with a layer that
    /// could not be read.
    ///
    /// - Parameter layers: each layer's descriptor, and what was read of it; nil where it could not be.
    func mergedFindings(
        _ layers: [(descriptor: Descriptor?, libraries: LayerLibraries?)], config: ConfigReading?, subject: Digest?
    ) async throws -> [Finding] {
        guard layers.allSatisfy({ $0.libraries != nil }) else { return [] }
        let libraries = layers.compactMap(\.libraries)
        let tree = try await runBlocking {
            var tree = LibraryTree()
            for layer in libraries { tree.add(layer) }
            return tree
        }
        var findings = try await libraryFindings(layers.map(\.descriptor), in: tree, config: config)
        guard let config else { return findings }
        let faults = try await runBlocking {
            let check = ExecutionCheck(of: config.execution, platform: config.platform, in: tree)
            return check.faults + PathCaseCheck.faults(in: tree)
        }
        findings += faults.map { fault in
            let descriptor = fault.layer.flatMap { layers[$0].descriptor }
            return Finding(
                fault.code, subject: descriptor?.digest ?? subject,
                layer: fault.layer.flatMap { place in descriptor.map { ImageAudit.layerName($0, at: place) } },
                path: fault.path, actual: fault.actual)
        }
        return findings
    }
}

import OCI
import Smoke
import SystemPackage

extension CopyPlaces {
    /// The most artifacts about an image that are asked whether it passed, and the most bytes of one.
    private static let mostReports = 256
    private static let longestReport: Int64 = 16 << 20

    /// Refuses a tag elsewhere to a candidate: an image of the store that has no tag here, or one of another layout that is
    /// called so there, without a report that it passed.
    func checkGate(of origin: ImageLocation, for target: ImageLocation) throws {
        guard target.tag != nil else { return }
        guard case .layout(let reference) = origin else {
            // A tag that it has already was given elsewhere; a layout asks for itself, when it has all that came along.
            if case .layout = target { return }
            return origin.tag == nil ? try checkReports(of: origin) : ()
        }
        let layout = try ImageLayout(at: store.root(of: reference))
        let image = try layout.resolve(reference)
        let isTagged = try layout.index().manifests.contains {
            $0.digest == image.digest && $0.annotations[Annotation.refName] != nil
        }
        guard reference.layout == nil || image.annotations[Annotation.candidate] != nil else { return }
        guard try isTagged || Gate.hasPassed(image, in: layout) else { throw GateError.notPassed(image.digest) }
    }

    /// Refuses an image that carries smoke tests where it lies, and no report that it passed them.
    private func checkReports(of origin: ImageLocation) throws {
        let (source, selector) = try source(origin)
        let image = try source.resolve(selector)
        let scratch = try Scratch(size: 64 << 20, fallback: store.createdLayout().root.appending(".imagesmith"))
        let layout = try ImageLayout(creatingAt: scratch.path.appending("reports"))
        let kinds: [MediaType] = [.smokePlan, .smokeReport]
        let referrers = try source.referrers(of: image.digest).filter { $0.artifactType.map(kinds.contains) ?? false }
        for referrer in referrers.suffix(CopyPlaces.mostReports) {
            let bytes = try source.document(referrer)
            let manifest = try Manifest(JSON(parsing: bytes))
            let destination = LayoutDestination(layout, as: .only)
            try destination.write(bytes, as: referrer)
            guard let document = manifest.layers.first, document.size <= CopyPlaces.longestReport else { continue }
            if try !destination.contains(document) { _ = try destination.write(document, from: source) { _ in } }
            try layout.list([referrer])
        }
        if let refusal = try Gate.refusal(of: image, in: layout) { throw refusal }
    }
}

import OCI
import SystemPackage

/// The places of the command line, opened to be copied from and to.
struct CopyPlaces {
    let store: StoreOptions
    let registry: RegistryClient
    /// Ends uploads between two parts.
    var interruption = CopyInterruption()

    /// A place to copy from, and which of the images there.
    func source(_ location: ImageLocation) throws -> (any ImageSource, ImageReference.Selector) {
        switch location {
        case .layout(let reference):
            let layout = try ImageLayout(at: store.root(of: reference))
            return (
                LayoutSource(layout, named: reference.layout, completedBy: registry), reference.selector
            )
        case .registry(let reference): return (RegistrySource(reference, readBy: registry), .only)
        case .layoutArchive: throw ReferenceError.transport("oci-archive:", location.description)
        case .dockerArchive: throw ReferenceError.transport("docker-archive:", location.description)
        }
    }

    /// A place to copy to, made where it is missing.
    func destination(_ location: ImageLocation) throws -> any ImageDestination {
        switch location {
        case .layout(let reference):
            let layout = try ImageLayout(creatingAt: store.root(of: reference))
            return LayoutDestination(layout, as: reference.selector)
        case .registry(let reference):
            let layout = try store.createdLayout()
            return RegistryDestination(
                reference, writtenBy: registry, journal: layout.uploads, spool: layout.partials,
                interruption: interruption)
        case .layoutArchive: throw ReferenceError.transport("oci-archive:", location.description)
        case .dockerArchive: throw ReferenceError.transport("docker-archive:", location.description)
        }
    }

    /// Refuses a tag elsewhere to a candidate: an image of the store that has no tag here, or one of another layout that is
    /// called so there, without a report that it passed.
    func checkGate(of origin: ImageLocation, for target: ImageLocation) throws {
        guard target.tag != nil, case .layout(let reference) = origin else { return }
        let layout = try ImageLayout(at: store.root(of: reference))
        let image = try layout.resolve(reference)
        let isTagged = try layout.index().manifests.contains {
            $0.digest == image.digest && $0.annotations[Annotation.refName] != nil
        }
        guard reference.layout == nil || image.annotations[Annotation.candidate] != nil else { return }
        guard try isTagged || Gate.hasPassed(image, in: layout) else { throw GateError.notPassed(image.digest) }
    }
}

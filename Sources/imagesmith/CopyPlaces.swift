import OCI
import SystemPackage
import Transport

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
            let layout = try store.resolveToUse(reference.description).layout
            return (
                LayoutSource(layout, named: reference.layout, completedBy: registry), reference.selector
            )
        case .registry(let reference): return (RegistrySource(reference, readBy: registry), .only)
        case .layoutArchive(let file, let selector):
            return (try LayoutArchiveSource(Environment.absolute(file)), selector)
        case .dockerArchive(let file, let selector):
            return (try DockerArchiveSource(Environment.absolute(file)), selector)
        }
    }

    /// A place to copy to, made where it is missing.
    func destination(_ location: ImageLocation) throws -> any ImageDestination {
        switch location {
        case .layout(let reference):
            let layout = try store.createdLayout(of: reference)
            return LayoutDestination(layout, as: reference.selector) {
                (image, index) throws(LayoutError) in
                try Gate.refusal(of: image, in: layout, listedIn: index)
            }
        case .registry(let reference):
            let layout = try store.createdLayout()
            return RegistryDestination(
                reference, writtenBy: registry, journal: layout.uploads, spool: layout.partials,
                interruption: interruption)
        case .layoutArchive(let file, let selector):
            return try LayoutArchiveDestination(
                Environment.absolute(file), tag: CopyPlaces.name(selector, of: location))
        case .dockerArchive(let file, let selector):
            return try DockerArchiveDestination(
                Environment.absolute(file), tag: CopyPlaces.name(selector, of: location))
        }
    }

    /// The tag that an archive's image gets; a digest would be no more than what it has anyway.
    private static func name(_ selector: ImageReference.Selector, of location: ImageLocation) throws -> RefName? {
        switch selector {
        case .only: return nil
        case .tag(let name): return name
        case .digest: throw ReferenceError.archiveTarget(location.description)
        }
    }
}

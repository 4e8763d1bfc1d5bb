import OCI
import Synchronization

/// What layers hold, gathered while an audit reads them for a comparison that comes after it, so that none is read twice.
///
/// Not all need be here: who compares reads those that are missing.
public final class LayerListings: Sendable {
    private struct State {
        var listings: [Digest: TreeListing] = [:]
        var paths = 0
    }

    /// How many paths are kept; real images have a fifth of that.
    private static let mostPaths = 250_000

    private let wishes: [Digest: TreeListing.Wishes]
    private let state = Mutex(State())

    /// Listings with the contents that are wished for of each layer.
    init(_ wishes: [Digest: TreeListing.Wishes]) { self.wishes = wishes }

    /// A reading of a layer; nil for a layer that is not wanted.
    func reading(of layer: Digest, limits: AuditLimits) -> TreeReading? {
        var limits = limits
        limits.entriesPerLayer = min(limits.entriesPerLayer, LayerListings.mostPaths)
        return wishes[layer].map { TreeReading(limits: limits, wishes: $0) }
    }

    /// Keeps what a layer holds; one that is too large is left out.
    func keep(_ reading: TreeReading, of layer: Digest) {
        guard reading.fault == nil else { return }
        let listing = reading.listing
        state.withLock { state in
            guard state.paths + listing.nodes.count <= LayerListings.mostPaths else { return }
            if state.listings.updateValue(listing, forKey: layer) == nil { state.paths += listing.nodes.count }
        }
    }

    /// What a layer holds, which is not kept any longer; nil where it was not gathered.
    func take(_ layer: Digest) -> TreeListing? {
        state.withLock { state in
            let listing = state.listings.removeValue(forKey: layer)
            state.paths -= listing?.nodes.count ?? 0
            return listing
        }
    }
}

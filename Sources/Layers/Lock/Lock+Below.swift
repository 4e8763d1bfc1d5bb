import OCI

extension Lock {
    /// The Debian layers that a layer comes on top of, the lowest first.
    ///
    /// - Throws: ``LockError/missingBelow(layer:_:)`` where the lock does not hold them below it.
    func layers(below layer: LockedLayer) throws(LockError) -> [LockedLayer] {
        guard case .debian(let debian) = layer.content, !debian.below.isEmpty else { return [] }
        var lower: [Digest: LockedLayer] = [:]
        for other in layers.prefix(while: { $0.name != layer.name }) {
            if case .debian(let lock) = other.content { lower[lock.digest] = other }
        }
        var below: [LockedLayer] = []
        for digest in debian.below {
            guard let other = lower[digest] else { throw .missingBelow(layer: layer.name, digest) }
            below.append(other)
        }
        return below
    }
}

extension LockedLayer {
    /// How many Debian layers it comes on top of.
    var height: Int {
        if case .debian(let lock) = content { lock.below.count } else { 0 }
    }
}

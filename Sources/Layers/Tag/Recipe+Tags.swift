public import OCI

extension Recipe {
    /// The tags that an image of this recipe gets: its own, or those that were asked for instead. Their claims are checked
    /// against the lock.
    ///
    /// - Throws: ``TagError``.
    public func tags(for lock: Lock, instead asked: [ImageName] = []) throws(TagError) -> [ImageName] {
        let versions = HeldVersions(of: self, lock)
        var names = asked
        if asked.isEmpty {
            for template in tags { names.append(try template.resolved(by: versions)) }
        }
        for name in names { try TagClaims(name).check(versions, device: smoke?.device) }
        if !names.isEmpty, !allowsLatest, names.allSatisfy({ $0.tag == "latest" }) {
            throw .onlyLatest(names.map(\.description))
        }
        return names
    }
}

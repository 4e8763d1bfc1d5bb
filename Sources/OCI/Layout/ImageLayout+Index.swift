import SystemPackage

extension ImageLayout {
    /// What `index.json` says now.
    public func index() throws(LayoutError) -> ImageIndex {
        let bytes: [UInt8]
        do { bytes = try root.appending("index.json").read(limit: JSONLimits.large.bytes) } catch { throw .file(error) }
        do { return try ImageIndex(JSON(parsing: bytes, limits: .large)) } catch { throw .document(nil, error) }
    }

    /// Changes `index.json`: read, changed and replaced under the lock, so that no other process's change is lost.
    ///
    /// The blobs' names are on the disk before the index that points to them is.
    public func updateIndex(_ change: (inout ImageIndex) throws(LayoutError) -> Void) throws(LayoutError) {
        do {
            try locked {
                var index = try index()
                let before = index
                try change(&index)
                if index != before { try replace(with: index) }
            }
        } catch { throw LayoutError.wrap(error) }
    }

    /// Replaces `index.json`; the caller holds the lock.
    func replace(with index: ImageIndex) throws(FileError) {
        try sweepIndexes()
        try root.appending("blobs/sha256").syncDirectory()
        try root.appending("index.json").replace(with: index.json.canonical())
    }

    /// Removes what a process left that was killed between writing a new index and renaming it. Under the lock, nobody
    /// else's is there.
    private func sweepIndexes() throws(FileError) {
        for name in try root.entries() where name.string.hasPrefix(".index.json.") && name.string.hasSuffix(".new") {
            try root.appending(name).remove()
        }
    }

    /// Lists manifests in the index without a tag; those that are listed stay as they are, but are no longer marked to be
    /// collected.
    public func list(_ descriptors: [Descriptor]) throws(LayoutError) {
        try updateIndex { (index) throws(LayoutError) in index.list(descriptors) }
    }

    /// The image that a reference names.
    ///
    /// - Throws: ``LayoutError/noSuchImage(_:known:)`` with the tags that there are.
    public func resolve(_ reference: ImageReference) throws(LayoutError) -> Descriptor {
        let index = try index()
        let images = index.manifests.filter { $0.artifactType == nil }
        switch reference.selector {
        case .digest(let digest):
            if let entry = index.manifests.first(where: { $0.digest == digest }) { return entry }
        case .tag(let name):
            if let entry = images.first(where: { $0.annotations[Annotation.refName] == name.description }) {
                return entry
            }
        case .only:
            // An image with two tags stands there twice.
            let count = Set(images.map(\.digest)).count
            if count == 1 { return images[0] }
            if count > 1 { throw .ambiguous(root, count: count) }
        }
        let known = images.compactMap { $0.annotations[Annotation.refName] }.compactMap { try? RefName($0) }
        throw .noSuchImage(reference, known: known)
    }

    /// The artifacts about `subject`, as the index lists them; the newest of a kind last.
    ///
    /// - Parameter index: An index that is about to be written; nil for the one that there is.
    public func referrers(
        of subject: Digest, type: MediaType? = nil, listedIn index: ImageIndex? = nil
    ) throws(LayoutError) -> [Descriptor] {
        let listed = if let index { index } else { try self.index() }
        var found: [Descriptor] = []
        for entry in listed.manifests where entry.artifactType != nil {
            if let type, entry.artifactType != type { continue }
            if try manifest(entry).subject?.digest == subject { found.append(entry) }
        }
        return found
    }
}

extension ImageIndex {
    /// Lists manifests without a tag; those that are listed stay as they are, but are no longer marked to be collected.
    mutating func list(_ descriptors: [Descriptor]) {
        for descriptor in descriptors {
            if let place = manifests.firstIndex(where: { $0.digest == descriptor.digest }) {
                manifests[place].annotations[Annotation.removed] = nil
            } else {
                manifests.append(descriptor)
            }
        }
    }
}

extension ImageLayout {
    /// How many earlier digests of a tag are remembered.
    static let longestHistory = 16

    /// Gives a manifest the tag `name`. The manifest that had it stays listed without one, and the tag remembers it.
    public func tag(_ descriptor: Descriptor, as name: RefName) throws(LayoutError) {
        try updateIndex { (index) throws(LayoutError) in index.tag(descriptor, as: name) }
    }

    /// The digests that a tag stood for before, the latest first.
    public func history(of name: RefName) throws(LayoutError) -> [Digest] {
        let index = try index()
        guard let entry = index.entry(tagged: name) else { throw .tag(.noSuchTag(name, known: index.tags)) }
        return entry.tagHistory
    }

    /// Returns a tag to an image that it stood for before; the one that it leaves is the latest of its history then.
    ///
    /// - Parameter choice: Which of the earlier images.
    /// - Returns: The images that the tag stood for and stands for.
    /// - Throws: ``LayoutError/tag(_:)`` where there is no such image, or where it lacks a blob.
    @discardableResult
    public func rollBack(
        _ name: RefName, to choice: EarlierImage = .steps(1)
    ) throws(LayoutError) -> (from: Descriptor, to: Descriptor) {
        var moved: (from: Descriptor, to: Descriptor)?
        try updateIndex { (index) throws(LayoutError) in
            guard let entry = index.entry(tagged: name) else { throw .tag(.noSuchTag(name, known: index.tags)) }
            let history = entry.tagHistory
            let digest: Digest
            switch choice {
            case .steps(let steps):
                if history.isEmpty { throw .tag(.noHistory(name)) }
                guard history.indices.contains(steps - 1) else {
                    throw .tag(.tooFar(name, steps: steps, known: history.count))
                }
                digest = history[steps - 1]
            case .digest(let wanted):
                guard history.contains(wanted) else { throw .tag(.neverHad(name, wanted)) }
                digest = wanted
            }
            guard let target = index.manifests.first(where: { $0.digest == digest && $0.artifactType == nil }) else {
                throw .tag(.collected(name, digest))
            }
            if let missing = try missingBlob(of: target) {
                throw .tag(.incomplete(name, digest, missing: missing))
            }
            index.tag(target.withoutTag, as: name)
            moved = (entry.withoutTag, target.withoutTag)
        }
        guard let moved else { preconditionFailure("the change ran, or threw") }
        return moved
    }

    /// Takes a tag away. An image without another one stays listed, marked to be collected.
    ///
    /// - Returns: The image that had it.
    /// - Throws: ``LayoutError/tag(_:)`` where there is no such tag.
    @discardableResult
    public func untag(_ name: RefName) throws(LayoutError) -> Descriptor {
        var image: Descriptor?
        try updateIndex { (index) throws(LayoutError) in
            guard let entry = index.entry(tagged: name) else { throw .tag(.noSuchTag(name, known: index.tags)) }
            index.manifests.removeAll { $0.annotations[Annotation.refName] == name.description }
            index.markRemoved(entry.withoutTag)
            image = entry.withoutTag
        }
        guard let image else { preconditionFailure("the change ran, or threw") }
        return image
    }

    /// Marks an image without a tag to be collected, whatever its age.
    ///
    /// - Throws: ``LayoutError/tag(_:)`` for an image that has tags.
    public func remove(_ image: Descriptor) throws(LayoutError) {
        try updateIndex { (index) throws(LayoutError) in
            let tags = index.manifests.filter { $0.digest == image.digest }
                .compactMap { $0.annotations[Annotation.refName] }.compactMap { try? RefName($0) }
            if !tags.isEmpty { throw .tag(.hasTags(image.digest, tags)) }
            index.markRemoved(image)
        }
    }

    /// The first blob that an image needs, that is not here, and of which nobody noted where it can be had.
    private func missingBlob(of image: Descriptor) throws(LayoutError) -> Digest? {
        guard try contains(image) else { return image.digest }
        if image.mediaType.isIndex {
            let bytes = try read(image)
            let index: ImageIndex
            do { index = try ImageIndex(JSON(parsing: bytes)) } catch { throw .document(image.digest, error) }
            // A copy of some platforms lacks the others' manifests.
            for child in index.manifests where try contains(child) {
                if let missing = try missingBlob(of: child) { return missing }
            }
            return nil
        }
        let manifest = try manifest(image)
        let origins = BlobOrigins(of: self)
        for blob in [manifest.config] + manifest.layers where try !contains(blob) {
            if origins.places(of: blob.digest).isEmpty { return blob.digest }
        }
        return nil
    }
}

/// One of the images that a tag stood for before.
public enum EarlierImage: Hashable, Sendable {
    /// So many back; 1 is the latest.
    case steps(Int)
    /// The one with this digest.
    case digest(Digest)
}

extension ImageIndex {
    /// The tags.
    var tags: [RefName] {
        manifests.filter { $0.artifactType == nil }.compactMap { $0.annotations[Annotation.refName] }
            .compactMap { try? RefName($0) }
    }

    /// The entry that has a tag.
    func entry(tagged name: RefName) -> Descriptor? {
        manifests.first { $0.annotations[Annotation.refName] == name.description }
    }

    /// Gives a manifest the tag `name`, as ``ImageLayout/tag(_:as:)`` does.
    mutating func tag(_ descriptor: Descriptor, as name: RefName) {
        var history: [Digest] = []
        if let before = entry(tagged: name) { history = [before.digest] + before.tagHistory }
        var kept: [Descriptor] = []
        for entry in manifests {
            let isNamed = entry.annotations[Annotation.refName] == name.description
            let entry = isNamed ? entry.withoutTag : entry
            let isBare = entry.annotations[Annotation.refName] == nil
            // A candidate that gets a tag needs no entry without one.
            if isBare, entry.digest == descriptor.digest { continue }
            if isBare, kept.contains(where: { $0.digest == entry.digest }) { continue }
            kept.append(entry)
        }
        var tagged = descriptor
        tagged.annotations[Annotation.candidate] = nil
        tagged.annotations[Annotation.removed] = nil
        tagged.annotations[Annotation.refName] = name.description
        tagged.tagHistory = history.filter { $0 != descriptor.digest }
        kept.append(tagged)
        manifests = kept
    }

    fileprivate mutating func markRemoved(_ image: Descriptor) {
        if manifests.contains(where: { $0.digest == image.digest && $0.annotations[Annotation.refName] != nil }) {
            return
        }
        var marked = image
        marked.annotations[Annotation.removed] = "true"
        manifests.removeAll { $0.digest == image.digest }
        manifests.append(marked)
    }
}

extension Descriptor {
    /// The digests that the tag of an index's entry stood for before, the latest first, none twice.
    var tagHistory: [Digest] {
        get {
            var digests: [Digest] = []
            for text in (annotations[Annotation.tagHistory] ?? "").split(separator: ",") {
                if let digest = try? Digest(text), !digests.contains(digest) { digests.append(digest) }
            }
            return digests
        }
        set {
            var seen: Set<Digest> = []
            let kept = newValue.filter { seen.insert($0).inserted }.prefix(ImageLayout.longestHistory)
            annotations[Annotation.tagHistory] =
                kept.isEmpty ? nil : kept.map(\.description).joined(separator: ",")
        }
    }

    /// The entry without its tag and what belongs to that.
    var withoutTag: Descriptor {
        var bare = self
        bare.annotations[Annotation.refName] = nil
        bare.annotations[Annotation.tagHistory] = nil
        return bare
    }
}

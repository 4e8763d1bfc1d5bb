public import SystemPackage

/// Removes from a layout what neither a tag nor an artifact about a tagged image reaches.
///
/// It may run beside processes that build and swap there: each says so by ``StoreUse``, and what was written or asked for
/// since the first of them began stays. Killed at any moment it leaves a layout that is whole: the index is written first,
/// and then nothing points to what is removed.
public struct GarbageCollector: Sendable {
    /// The layout.
    public let layout: ImageLayout
    /// How many of the images before stay with each tag, to be rolled back to.
    public let history: Int
    /// Images without a tag stay that were built or used after this second; seconds since 1970.
    public let candidatesSince: Int64

    /// A collector for `layout`.
    public init(in layout: ImageLayout, history: Int, candidatesSince: Int64) {
        self.layout = layout
        self.history = history
        self.candidatesSince = candidatesSince
    }

    /// What a collection would remove now. Nothing is changed.
    ///
    /// - Throws: ``LayoutError`` where a document cannot be read, so that nobody knows what it reaches.
    public func plan() throws(LayoutError) -> GarbageReport {
        do { return try layout.locked { try Collection(self).report } } catch { throw LayoutError.wrap(error) }
    }

    /// Collects.
    ///
    /// - Parameter removing: Hears of each file before it goes. What it throws ends the collection there.
    /// - Throws: as ``plan()``, with nothing changed, and for files that cannot be removed.
    public func run(removing: (FilePath) throws -> Void = { _ in }) throws -> GarbageReport {
        try layout.locked {
            let collection = try Collection(self)
            if collection.index != collection.before { try layout.replace(with: collection.index) }
            for path in collection.paths {
                try removing(path)
                do { try path.remove() } catch FileError.failed(_, _, .noSuchFileOrDirectory) {}
            }
            return collection.report
        }
    }
}

/// What goes and what stays, decided under the layout's lock.
private struct Collection {
    private let layout: ImageLayout
    /// What changed since then stays, whether it is reached or not; nanoseconds since 1970.
    private let since: Int64
    private var reach: ImageReach
    let before: ImageIndex
    private(set) var index: ImageIndex
    /// The files to remove, hints before the blobs that they are about.
    private(set) var paths: [FilePath] = []
    private(set) var report = GarbageReport()

    init(_ collector: GarbageCollector) throws {
        layout = collector.layout
        // The file system's own time, by which the blobs' times go: what somebody asks for from now on is newer.
        try layout.lockPath.touch()
        let now = try layout.lockPath.status()?.changed ?? 0
        let earliest = try StoreUse.earliest(of: layout)
        report.isShared = earliest != nil
        since = min(now, earliest ?? .max)
        before = try layout.index()
        index = before
        reach = ImageReach(in: layout)
        try markImages(collector)
        try markArtifacts()
        try collectRecords(in: ".imagesmith/layers") { try Collection.blob(ofLayerRecord: $0) }
        try collectRecords(in: ".imagesmith/origins") { try? Digest(hex: $0.stem ?? "") }
        for directory in [layout.partials, layout.uploads.directory] {
            try collectUnfinished(in: directory, collector)
        }
        try collectBlobs()
    }

    /// Collects what interrupted copies would go on with, where nobody did for as long as candidates stay.
    private mutating func collectUnfinished(in directory: FilePath, _ collector: GarbageCollector) throws {
        guard try directory.status() != nil else { return }
        for name in try directory.entries() {
            let path = directory.appending(name)
            guard let status = try path.status(), status.isRegular, status.changed < since,
                status.mtime <= collector.candidatesSince
            else { continue }
            paths.append(path)
            report.leftovers += 1
            report.bytes += status.size
        }
    }

    /// Lists the images that stay, and follows them.
    private mutating func markImages(_ collector: GarbageCollector) throws {
        for place in index.manifests.indices {
            index.manifests[place].tagHistory = Array(index.manifests[place].tagHistory.prefix(collector.history))
        }
        let earlier = Set(index.manifests.flatMap(\.tagHistory))
        let tagged = Set(index.manifests.filter { $0.annotations[Annotation.refName] != nil }.map(\.digest))
        var images: [Descriptor] = []
        for entry in index.manifests where entry.artifactType == nil {
            let isHeld = tagged.contains(entry.digest) || earlier.contains(entry.digest)
            if try isHeld || isYoung(entry, collector) {
                images.append(entry)
            } else {
                report.images.append(entry.digest)
            }
        }
        let gone = Set(report.images)
        index.manifests.removeAll { $0.artifactType == nil && gone.contains($0.digest) }
        for place in index.manifests.indices {
            index.manifests[place].tagHistory = index.manifests[place].tagHistory.filter { digest in
                images.contains { $0.digest == digest }
            }
        }
        for image in images {
            if try layout.path(of: image.digest).status() == nil {
                throw LayoutError.missingBlob(image.digest, layout: layout.root)
            }
            try reach.add(image)
        }
    }

    /// Whether an image without a tag was built or used lately.
    private func isYoung(_ entry: Descriptor, _ collector: GarbageCollector) throws -> Bool {
        guard let status = try layout.path(of: entry.digest).status() else { return false }
        if status.changed >= since { return true }
        return entry.annotations[Annotation.removed] == nil && status.mtime > collector.candidatesSince
    }

    /// Follows the artifacts about images that stay, but not the smoke reports that newer ones replace.
    private mutating func markArtifacts() throws {
        var newest: [ReportKind: Digest] = [:]
        var replaced: Set<Digest> = []
        for entry in index.manifests where entry.artifactType == .smokeReport {
            guard let subject = try reach.subject(of: entry) else { continue }
            let kind = ReportKind(
                subject: subject, device: entry.annotations[Annotation.device],
                verdict: entry.annotations[Annotation.verdict])
            if let older = newest.updateValue(entry.digest, forKey: kind), try !isNew(older) { replaced.insert(older) }
        }
        // What has a tag, or is about nothing, was put there by itself.
        for entry in index.manifests where entry.artifactType != nil {
            let isTagged = entry.annotations[Annotation.refName] != nil
            if try isTagged || isNew(entry.digest) || isWithoutSubject(entry) { try reach.add(entry) }
        }
        try reach.addReferrers(listedIn: index, leaving: replaced)
        for entry in index.manifests where entry.artifactType != nil && !reach.digests.contains(entry.digest) {
            report.artifacts.append(entry.digest)
        }
        let gone = Set(report.artifacts)
        index.manifests.removeAll { gone.contains($0.digest) }
    }

    /// Whether an artifact is here, and about nothing.
    private func isWithoutSubject(_ entry: Descriptor) throws -> Bool {
        try reach.subject(of: entry) == nil && layout.path(of: entry.digest).status() != nil
    }

    private func isNew(_ digest: Digest) throws -> Bool {
        guard let status = try layout.path(of: digest).status() else { return false }
        return status.changed >= since
    }

    /// A smoke report replaces another of its kind: a failure later on does not take away the proof of a success.
    private struct ReportKind: Hashable {
        let subject: Digest
        let device: String?
        let verdict: String?
    }

    /// Collects hints about blobs that nothing reaches, and what says nothing.
    ///
    /// - Throws: where a hint cannot be read, which is no reason to take it away.
    private mutating func collectRecords(in directory: String, blob: (FilePath) throws -> Digest?) throws {
        let directory = layout.root.appending(directory)
        guard try directory.status() != nil else { return }
        for name in try directory.entries() {
            let path = directory.appending(name)
            guard let status = try path.status(), status.isRegular, status.changed < since else { continue }
            // The second name of a hint, as for blobs below, is none.
            if path.extension != "new", let digest = try blob(path), try reach.digests.contains(digest) || isNew(digest)
            {
                continue
            }
            paths.append(path)
            report.leftovers += 1
            report.bytes += status.size
        }
    }

    /// The blob that a record of composed layers names.
    private static func blob(ofLayerRecord path: FilePath) throws(FileError) -> Digest? {
        guard let bytes = try path.readHint(limit: 1 << 16) else { return nil }
        return try? JSONField(JSON(parsing: bytes)).object().required("descriptor").object().required("digest").digest()
    }

    private mutating func collectBlobs() throws {
        let directory = layout.root.appending("blobs/sha256")
        for name in try directory.entries() {
            let path = directory.appending(name)
            guard let status = try path.status(), status.isRegular, status.changed < since else { continue }
            if let digest = try? Digest(hex: name.string) {
                if reach.digests.contains(digest) { continue }
                report.blobs.append(digest)
            } else if name.string.hasSuffix(".new"), (try? Digest(hex: name.string.prefix(64))) != nil {
                // Of a process that was killed between two names of a blob: see UnnamedFile.
                report.leftovers += 1
            } else {
                continue
            }
            paths.append(path)
            report.bytes += status.size
        }
    }
}

import Archive
import ELF
import OCI

/// Checks one layer in one pass over its blob: the blob, its stream, its diffID and its archive.
struct LayerCheck: Sendable {
    let blob: BlobCheck
    let limits: AuditLimits
    /// Its number among the image's, and where its tree goes.
    let number: Int
    let trees: TreeShelf
    /// Whether its object files are looked at.
    var readsLibraries = false
    /// Where all that it holds is gathered; nil where nobody wants to know.
    var listings: LayerListings?

    /// Who is told of its archive.
    var reading: LayerReading {
        LayerReading(
            limits: limits, readsLibraries: readsLibraries,
            listing: listings?.reading(of: blob.descriptor.digest, limits: limits))
    }

    struct Outcome: Sendable {
        var gathered: Gathered
        /// The digest of the content; nil where it could not be read to its end.
        var diffID: DiffID?
        /// How many paths the archive has.
        var paths = PathTable.Size()
        /// What it holds for the loader; nil where that is not wanted, and where it could not be read to its end.
        var libraries: LayerLibraries?
    }

    /// - Throws: ``AuditError`` where the file cannot be read or a decompressor cannot work.
    func run() throws -> Outcome {
        let run = try LayerRun(self)
        while try run.advance() {}
        return try run.end()
    }

    /// Checks this layer and another one together, so that the two are hashed side by side.
    func run(beside other: LayerCheck) throws -> [Outcome] {
        let (run, companion) = (try LayerRun(self), try LayerRun(other))
        run.companion = companion
        while try run.advance() {}
        let outcome = try run.end()
        while try companion.advance() {}
        return [outcome, try companion.end()]
    }

    /// What was read of the object files; the blob is read again for those few whose parts point back.
    func libraries(of content: LayerContent<LayerReading>, _ codec: Codec) throws -> LayerLibraries? {
        var taken: LibraryReading?
        content.update { taken = $0.libraries.take() }
        guard var reading = taken else { return nil }
        while reading.finish() {
            let again = try LayerContent(
                codec, limit: limits.contentLimit(blobSize: blob.descriptor.size), visitor: reading)
            _ = try blob.run { try again.write($0) }
            try again.finish()
            reading = again.visitor
        }
        return reading.libraries
    }

    func typeFindings(_ head: (declared: Codec?, detected: Codec?)) -> [Finding] {
        guard let declared = head.declared else {
            return [
                blob.finding(
                    .mediaTypeUnknown, expected: "a layer's media type", actual: blob.descriptor.mediaType.description)
            ]
        }
        guard declared != head.detected else { return [] }
        return [
            blob.finding(
                .mediaTypeContent, expected: declared.content,
                actual: head.detected?.content ?? "neither a compressed stream nor a tar archive")
        ]
    }

    func collect(_ content: LayerContent<LayerReading>, diffID: DiffID?, into outcome: inout Outcome) {
        if let fault = content.fault {
            outcome.gathered.findings.append(blob.finding(LayerCheck.code(fault), actual: fault.description))
        }
        if content.summary?.hasVolatileHeader == true {
            outcome.gathered.findings.append(blob.finding(.layerVolatileHeader))
        }
        if let count = content.summary?.skippableFrames, count > 0 {
            outcome.gathered.findings.append(blob.finding(.layerSkippableFrame, actual: "\(count)"))
        }
        if content.summary?.hasUncheckedFrame == true {
            outcome.gathered.findings.append(blob.finding(.layerUnchecked))
        }
        outcome.diffID = diffID
        if content.isListed { content.update { $0.tree.finish() } }
        let tree = content.visitor.tree
        for fault in tree.faults {
            outcome.gathered.findings.append(
                Finding(
                    fault.code, subject: blob.descriptor.digest, layer: blob.layer, path: fault.path,
                    expected: fault.expected, actual: fault.actual))
        }
        outcome.gathered.counts.layers = 1
        outcome.gathered.counts.entries = tree.entries
        guard content.isListed else { return }
        outcome.paths = tree.paths.size
        trees.keep(tree, at: number)
    }

    /// Hands over what the layer holds, which is the one that its descriptor names.
    func handOver(_ content: LayerContent<LayerReading>) {
        var listing: TreeReading?
        content.update { listing = $0.listing.take() }
        guard var listing else { return }
        listing.finish()
        listings?.keep(listing, of: blob.descriptor.digest)
    }

    private static func code(_ fault: CodecError.Fault) -> FindingCode {
        switch fault {
        case .truncated: .layerTruncated
        case .trailingGarbage: .layerTrailingBytes
        case .checksum, .length: .layerChecksum
        case .header, .data, .dictionary: .layerDamaged
        case .outputLimit, .windowLimit: .layerLimit
        }
    }
}

import Archive
import OCI
import SystemPackage
import TestSupport
@testable import Verify

/// A sound image in a layout of its own, on which mutants are tried one after the other.
struct MutationBench: Sendable {
    let root: FilePath
    let image: SampleImage
    let written: SampleImage.Written

    init(_ root: FilePath) throws {
        self.root = root
        image = try SampleImage.real()
        written = try image.write(to: root)
    }

    /// The files of the layout that belong to the image, with their bytes.
    func files() throws -> [(path: String, bytes: [UInt8])] {
        let blobs = ([written.descriptor, written.config] + written.layers).map { "blobs/sha256/\($0.digest.hex)" }
        return try (blobs + ["index.json", "oci-layout"]).map { ($0, try root.appending($0).bytes()) }
    }

    /// Tries a mutant, puts things right again, and counts.
    func count(_ mutant: Mutant, into counts: inout MutationCounts) async throws {
        switch try mutant.change() {
        case .file(let name, let bytes):
            let path = root.appending(name)
            let before = try path.bytes()
            if let bytes { try path.overwrite(bytes) } else { try path.remove() }
            let isHashed = name.hasPrefix("blobs")
            switch try await verdict() {
            case nil: counts.found += 1
            case written.descriptor where !isHashed: counts.sameImage += 1
            case let other?:
                if !isHashed, other.digest != written.descriptor.digest {
                    counts.otherImages += 1
                } else if !isHashed, other.size == written.descriptor.size,
                    other.mediaType == written.descriptor.mediaType
                {
                    // Nothing hashes `index.json`. What it names is proven by the digest, whatever it says besides.
                    counts.sameImage += 1
                } else {
                    counts.wrong.append(mutant.name)
                }
            }
            try path.overwrite(before)
        case .image(let descriptor, let files):
            let paths = files.map { written.layout.path(of: $0.digest) }
            for (path, file) in zip(paths, files) { try path.overwrite(file.bytes) }
            let findings = try await ImageAudit(layout: written.layout, jobs: 1).findings(for: descriptor, strict: true)
            switch (findings.isEmpty, mutant.allowed) {
            case (false, .finding), (false, .either): counts.found += 1
            case (true, .otherImage), (true, .either):
                if descriptor.digest == written.descriptor.digest {
                    counts.wrong.append("\(mutant.name): the same digest")
                } else {
                    counts.otherImages += 1
                }
            case (true, .finding): counts.wrong.append("\(mutant.name): nothing was found")
            case (false, .otherImage): counts.wrong.append("\(mutant.name): \(findings.map(\.code.rawValue))")
            }
            for path in Set(paths) where path != written.path(written.config) { try path.remove() }
        }
    }

    /// What `verify DIR:sample` proves; nil where it finds a fault or no image of that name.
    private func verdict() async throws -> Descriptor? {
        guard let layout = try? ImageLayout(at: root),
            let descriptor = try? layout.resolve(ImageReference("oci:\(root):sample"))
        else { return nil }
        let audit = ImageAudit(layout: layout, jobs: 1)
        var findings = try await audit.findings(for: descriptor, strict: true)
        if findings.isEmpty { findings = try await audit.layoutFindings(strict: true) }
        return findings.isEmpty ? descriptor : nil
    }

    /// The image with another configuration or other layers, digests and sizes made to fit.
    func rehashed(
        config: [UInt8]? = nil, manifest: [UInt8]? = nil,
        layer: (index: Int, tar: [UInt8])? = nil,
        keepsDiffID: Bool = false
    ) throws -> Mutant.Change {
        var files: [(digest: Digest, bytes: [UInt8])] = []
        func add(_ bytes: [UInt8]) -> (Digest, Int64) {
            let digest = Digest(of: bytes)
            files.append((digest, bytes))
            return (digest, Int64(bytes.count))
        }
        var document = try written.layout.manifest(written.descriptor)
        var configBytes = config
        if let layer {
            let packed = try RawTar.compressed(layer.tar, image.layers[layer.index].compression)
            (document.layers[layer.index].digest, document.layers[layer.index].size) = add(packed)
            if !keepsDiffID {
                var content = try written.layout.config(of: written.layout.manifest(written.descriptor))
                content.diffIDs[layer.index] = DiffID(Digest(of: layer.tar))
                configBytes = content.json.canonical()
            }
        }
        if let configBytes { (document.config.digest, document.config.size) = add(configBytes) }
        let (digest, size) = add(manifest ?? document.json.canonical())
        var descriptor = written.descriptor
        (descriptor.digest, descriptor.size) = (digest, size)
        return .image(descriptor, files: files)
    }
}

extension FilePath {
    /// Writes without waiting for the disk.
    func overwrite(_ bytes: [UInt8]) throws {
        let file = try FileDescriptor.open(
            self, .writeOnly, options: [.create, .truncate], permissions: FilePermissions(rawValue: 0o644))
        try file.closeAfter { _ = try file.writeAll(bytes) }
    }
}

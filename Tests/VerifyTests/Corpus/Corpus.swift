import Archive
import OCI
import SystemPackage
import TestSupport
@testable import Verify

/// Images that are bad in one way each, and their good twins: the smallest edits that make the cases legal.
///
/// All are made from `SampleImage.real()`. The codes are all that a strict audit finds, each once, sorted.
enum Corpus {
    static let bad: [Damage] =
        blobs + descriptors + documents + compression + tarHeaders + tarNames + tarLinks + tarPowers + tarStack + index
        + config + entrypoints + environments + places
    static let twins: [Damage] =
        documentTwins + compressionTwins + tarTwins + indexTwins + configTwins
        + policyTwins

    /// What `imagesmith verify --strict DIR:sample` finds.
    static func findings(_ root: FilePath, strict: Bool = true) async throws -> [Finding] {
        let layout: ImageLayout
        let descriptor: Descriptor
        let name = try ImageReference("oci:\(root):sample")
        do throws(LayoutError) {
            layout = try ImageLayout(at: root)
            descriptor = try layout.resolve(name)
        } catch {
            return try LayoutCheck(root: root).run().findings
        }
        let audit = ImageAudit(layout: layout, jobs: 2)
        return try await audit.layoutFindings(strict: strict) + audit.findings(for: descriptor, strict: strict)
    }

    /// Writes one image of the corpus below `root`.
    ///
    /// - Parameter forPeers: whether tools shall read it that know no zstd, which then only stands where a case is about it.
    static func write(_ damage: Damage, to root: FilePath, forPeers: Bool = false) async throws {
        var image = try SampleImage.real()
        let isAboutZstd =
            damage.name.contains("zstd") || ["artifact-as-image", "blobs-exchanged"].contains(damage.name)
        if forPeers, !isAboutZstd { image.layers[1].compression = .gzip }
        try damage.edit(&image)
        var written = try image.write(to: root)
        try await damage.spoil(&written)
    }
}

extension Damage {
    /// Swaps texts of the configuration.
    static func config(_ name: String, _ codes: [String], _ swaps: (String, String)...) -> Damage {
        Damage(
            name, codes,
            edit: { image in
                image.editConfig = { text in swaps.reduce(text) { $0.swapping($1.0, $1.1) } }
            })
    }

    /// Swaps texts of the manifest.
    static func manifest(_ name: String, _ codes: [String], _ swaps: (String, String)...) -> Damage {
        Damage(
            name, codes,
            edit: { image in
                image.editManifest = { text in swaps.reduce(text) { $0.swapping($1.0, $1.1) } }
            })
    }

    /// Swaps texts of `index.json`.
    static func index(_ name: String, _ codes: [String], _ swaps: (String, String)...) -> Damage {
        Damage(
            name, codes,
            edit: { image in
                image.editIndex = { text in swaps.reduce(text) { $0.swapping($1.0, $1.1) } }
            })
    }

    /// Puts another archive in the place of the zstd layer.
    static func tar(_ name: String, _ codes: [String], _ parts: [UInt8]..., end: [UInt8] = RawTar.end) -> Damage {
        Damage(name, codes, edit: { $0.layers[1].tar = parts.flatMap { $0 } + end })
    }

    /// Puts a layer's blob of one's own in the place of the second or third layer: its content stays what it was.
    static func packed(
        _ name: String, _ codes: [String], layer: Int = 0, _ pack: @escaping @Sendable ([UInt8]) throws -> [UInt8]
    ) -> Damage {
        Damage(name, codes, edit: { $0.layers[layer].pack = pack })
    }

    /// Changes the bytes of a layer's blob where it lies.
    static func layer(
        _ name: String, _ codes: [String], _ index: Int, _ change: @escaping @Sendable (inout [UInt8]) -> Void
    )
        -> Damage
    {
        Damage(name, codes, spoil: { image in try image.damage(image.layers[index], change) })
    }
}

import Layers
import OCI
import Smoke
import Verify

/// What `inspect` shows of an image.
struct Inspection {
    private let image: Descriptor
    private let manifest: Manifest
    private let config: ImageConfig
    private let referrers: [Descriptor]
    private let reports: [SmokeReport]
    /// What is stored more than once, where that was asked for.
    var duplicates: DuplicateReport?
    /// The code for GPUs, where it was asked for.
    var gpuCode: ImageGPUCode?
    /// Nil for an image that carries no lock.
    private let lock: Lock?

    init(of image: Descriptor, in layout: ImageLayout) throws {
        self.image = image
        manifest = try layout.manifest(image)
        config = try layout.config(of: manifest)
        referrers = try layout.referrers(of: image.digest)
        reports = try SmokeReport.load(from: layout, subject: image)
        lock = try Lock(attachedTo: image.digest, in: layout)
    }

    /// The document that `--json` prints.
    var json: JSON {
        .members([
            "digest": .string(image.digest.description), "mediaType": .string(image.mediaType.description),
            "chainID": ChainID(config.diffIDs).map { .string($0.description) },
            "annotations": .strings(manifest.annotations), "layers": .array(layers), "config": config.json,
            "referrers": .array(referrers.map(\.json)), "smoke": .array(reports.map(\.json)),
            "duplicates": duplicates?.json,
            "gpu": gpuCode?.json,
            "skippedScripts": skippedScripts.isEmpty
                ? nil
                : .array(
                    skippedScripts.map { skipped in
                        [
                            "layer": .string(skipped.layer), "package": .string(skipped.package),
                            "scripts": .array(skipped.scripts.map { .string($0) }),
                        ]
                    }),
        ])
    }

    /// The lines for people.
    var lines: [String] {
        var lines = ["digest    \(image.digest)", "platform  \(config.platform)"]
        if let created = config.created { lines.append("created   \(created)") }
        for key in manifest.annotations.keys.sorted() {
            lines.append("          \(key)=\(manifest.annotations[key] ?? "")")
        }
        lines.append("user      \(config.execution.user ?? "root")")
        lines.append("command   \((config.execution.entrypoint + config.execution.command).joined(separator: " "))")
        lines.append(
            "layers    \(manifest.layers.count), \(Quantity.bytes(manifest.layers.reduce(0) { $0 + $1.size }))")
        for (position, layer) in manifest.layers.enumerated() {
            let notes = layer.annotations
            lines.append(
                "  \(position) \(notes[Annotation.layerName] ?? "-") (\(notes[Annotation.layerKind] ?? "?")) "
                    + "\(Quantity.bytes(layer.size)) \(layer.digest) \(notes[Annotation.layerCompression] ?? "")")
            if let facts = Inspection.modelFacts(notes) { lines.append("      \(facts)") }
        }
        if let base = manifest.annotations[Annotation.baseDigest] { lines.append("from      \(base)") }
        for skipped in skippedScripts {
            lines.append("not run   \(skipped.layer): \(skipped.scripts.joined(separator: ", ")) of \(skipped.package)")
        }
        for referrer in referrers {
            lines.append("referrer  \(referrer.artifactType?.description ?? "?") \(referrer.digest)")
        }
        for report in reports {
            lines.append("smoke     \(report.verdict) on \(report.device.rawValue) in \(report.sandbox)")
        }
        return lines + (duplicates?.lines ?? []) + (gpuCode?.lines ?? [])
    }

    /// What a model's layer says of its files, in one line.
    private static func modelFacts(_ notes: [String: String]) -> String? {
        let facts = [
            notes[Annotation.modelFormat], notes[Annotation.modelOpset].map { "opset \($0)" },
            notes[Annotation.modelTensors].map { "\($0) tensors" },
            notes[Annotation.modelParameters].map { "\($0) parameters" }, notes[Annotation.licenses],
        ].compactMap(\.self)
        return facts.isEmpty ? nil : facts.joined(separator: ", ")
    }

    /// Scripts of packages that were not run: what they would have made is missing.
    private var skippedScripts: [(layer: String, package: String, scripts: [String])] { lock?.skippedScripts ?? [] }

    private var layers: [JSON] {
        manifest.layers.enumerated().map { position, layer in
            .members([
                "name": layer.annotations[Annotation.layerName].map { .string($0) },
                "digest": .string(layer.digest.description), "size": .integer(layer.size),
                "mediaType": .string(layer.mediaType.description), "annotations": .strings(layer.annotations),
                "diffID": config.diffIDs.indices.contains(position)
                    ? .string(config.diffIDs[position].description) : nil,
            ])
        }
    }
}

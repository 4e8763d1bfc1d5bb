import OCI

/// Which members a document defines at each place, so that look-alikes are seen.
indirect enum DocumentShape: Sendable {
    /// A value, or an object whose keys are anybody's.
    case free
    case object([String: DocumentShape])
    case array(DocumentShape)

    /// Where keys stand that equal a defined one but for upper and lower case, which Go's decoder takes for it.
    func lookalikes(in json: JSON, at path: String = "") -> [(path: String, defined: String)] {
        switch (self, json) {
        case (.array(let shape), .array(let elements)):
            return elements.enumerated().flatMap { shape.lookalikes(in: $1, at: "\(path)[\($0)]") }
        case (.object(let defined), .object(let members)):
            let folded = Dictionary(defined.keys.map { (DocumentShape.fold($0), $0) }) { first, _ in first }
            return members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.flatMap { key in
                let place = path.isEmpty ? key : "\(path).\(key)"
                if let shape = defined[key] {
                    return members[key].map { shape.lookalikes(in: $0, at: place) } ?? []
                }
                return folded[DocumentShape.fold(key)].map { [(place, $0)] } ?? []
            }
        default: return []
        }
    }

    /// As Go's `encoding/json` folds: ASCII, and the two letters beyond it that fold into ASCII.
    private static func fold(_ key: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in key.unicodeScalars {
            switch scalar {
            case "A"..."Z": folded.append(UnicodeScalar(UInt8(ascii: scalar) | 0x20))
            case "\u{17f}": folded.append("s")
            case "\u{212a}": folded.append("k")
            default: folded.append(scalar)
            }
        }
        return String(folded)
    }
}

extension DocumentShape {
    private static func frees(_ keys: String...) -> [String: DocumentShape] {
        Dictionary(keys.map { ($0, .free) }) { first, _ in first }
    }

    private static let platform = DocumentShape.object(
        frees("architecture", "os", "os.version", "os.features", "variant", "features"))

    private static let descriptor = DocumentShape.object(
        frees("mediaType", "digest", "size", "urls", "annotations", "data", "artifactType").merging(
            ["platform": platform]
        ) { $1 })

    /// The members of manifests and indexes: one shape, so that a document cannot choose which of its keys are looked at.
    static let manifest = DocumentShape.object(
        frees("schemaVersion", "mediaType", "artifactType", "annotations").merging([
            "config": descriptor, "layers": .array(descriptor), "subject": descriptor, "manifests": .array(descriptor),
        ]) { $1 })

    /// Source: OCI image-spec, config.md.
    static let config = DocumentShape.object(
        frees("created", "author", "architecture", "os", "os.version", "os.features", "variant").merging([
            "config": .object(
                frees(
                    "User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal",
                    "ArgsEscaped", "Memory", "MemorySwap", "CpuShares", "Healthcheck", "OnBuild", "Shell")),
            "rootfs": .object(frees("type", "diff_ids")),
            "history": .array(.object(frees("created", "created_by", "author", "comment", "empty_layer"))),
        ]) { $1 })

    /// Source: OCI image-spec, image-layout.md.
    static let marker = DocumentShape.object(frees("imageLayoutVersion"))
}

import OCI

extension ImageAudit {
    /// Audits the configuration and the layers of an image.
    ///
    /// - Parameter strict: whether the object files in the layers are looked at, too.
    func auditImage(_ manifest: ManifestReading, platform: Platform?, strict: Bool) async throws -> Gathered {
        var gathered = Gathered()
        var config: ConfigReading?
        if let descriptor = manifest.config {
            let (document, reading) = try await auditConfig(descriptor, platform: platform)
            gathered += document
            config = reading
        }
        let layers = try await checkLayers(manifest.layers, strict: strict)
        var stack = LayerStack()
        var content: [DiffID?] = []
        let expected = try diffIDs(config, manifest, &gathered)
        var counted: Set<Descriptor> = []
        for (index, layer) in layers.enumerated() {
            content.append(layer?.diffID)
            // A layer that stands in the image twice is read and counted once; its findings name it once.
            if let layer, let descriptor = manifest.layers[index], counted.insert(ImageAudit.bare(descriptor)).inserted
            {
                gathered += layer.gathered
            }
            let faults = stack.add(layer?.tree)
            guard let descriptor = manifest.layers[index] else { continue }
            let name = ImageAudit.layerName(descriptor, at: index)
            if let actual = layer?.diffID, let wanted = expected?[index], wanted != actual {
                gathered.findings.append(
                    Finding(
                        .layerDiffID, subject: descriptor.digest, layer: name, expected: wanted.description,
                        actual: actual.description))
            }
            for fault in faults {
                gathered.findings.append(
                    Finding(
                        fault.code, subject: descriptor.digest, layer: name, path: fault.path, actual: fault.actual))
            }
        }
        // Layers that a malformed manifest hides are not missing.
        if strict, manifest.errors.isEmpty {
            let libraries = zip(manifest.layers, layers).map { (descriptor: $0, libraries: $1?.libraries) }
            gathered.findings += try await mergedFindings(
                libraries, config: config, subject: manifest.config?.digest)
        }
        if content.allSatisfy({ $0 != nil }) { gathered.chain = ChainID(content.compactMap(\.self)) }
        return gathered
    }

    /// The diffIDs that the configuration promises, one for each layer; nil where their number is another.
    private func diffIDs(
        _ config: ConfigReading?, _ manifest: ManifestReading, _ gathered: inout Gathered
    ) throws -> [DiffID?]? {
        guard let config, let subject = manifest.config?.digest else { return nil }
        let layers = manifest.layers.count
        if let steps = config.historyLayers, steps != layers {
            gathered.findings.append(
                Finding(.historyCount, subject: subject, expected: "\(layers)", actual: "\(steps)"))
        }
        guard let diffIDs = config.diffIDs else { return nil }
        guard diffIDs.count == layers else {
            gathered.findings.append(
                Finding(.diffIDCount, subject: subject, expected: "\(layers)", actual: "\(diffIDs.count)"))
            return nil
        }
        return diffIDs
    }

    private func auditConfig(_ descriptor: Descriptor, platform: Platform?) async throws -> (Gathered, ConfigReading?) {
        let check = DocumentCheck(blob: BlobCheck(layout: layout, descriptor: descriptor), shape: .config)
        let document = try await runBlocking { try check.run() }
        var gathered = document.gathered
        let subject = descriptor.digest
        if ![.config, .dockerConfig].contains(descriptor.mediaType) {
            gathered.findings.append(
                Finding(
                    .mediaTypeUnknown, subject: subject, expected: MediaType.config.description,
                    actual: descriptor.mediaType.description))
        }
        guard let json = document.json else { return (gathered, nil) }
        let config = ConfigReading(json)
        gathered.findings += config.errors.map { Finding($0, subject: subject) }
        if let error = config.platformError {
            gathered.findings.append(Finding(.configPlatform, subject: subject, actual: error.description))
        } else if let platform, let actual = config.platform, !actual.satisfies(platform) {
            gathered.findings.append(
                Finding(
                    .configPlatform, subject: subject, expected: platform.description, actual: actual.description))
        }
        gathered.findings += ConfigCheck(json).faults.map { Finding($0.code, subject: subject, actual: $0.actual) }
        gathered.findings += (EnvironmentCheck.faults(of: config.execution) + SecretCheck.faults(of: json)).map {
            Finding($0.code, subject: subject, actual: $0.actual)
        }
        if let type = config.rootfsType, type != "layers" {
            gathered.findings.append(Finding(.configRootfs, subject: subject, expected: "layers", actual: type))
        }
        return (gathered, config)
    }

    /// Checks the layers, several at once, each blob once; nil at the places of malformed descriptors.
    private func checkLayers(_ descriptors: [Descriptor?], strict: Bool) async throws -> [LayerCheck.Outcome?] {
        var checks: [LayerCheck] = []
        var places: [Descriptor: Int] = [:]
        for case let (index, descriptor?) in descriptors.enumerated() {
            let bare = ImageAudit.bare(descriptor)
            guard places[bare] == nil else { continue }
            places[bare] = checks.count
            let name = ImageAudit.layerName(descriptor, at: index)
            checks.append(
                LayerCheck(
                    blob: BlobCheck(layout: layout, descriptor: descriptor, layer: name), limits: limits,
                    readsLibraries: strict))
        }
        let all = checks
        let units = LayerPairs.units(checks, jobs: jobs)
        let results = try await units.concurrentMap(width: jobs) { unit in
            try await runBlocking {
                guard let second = unit.second else { return [try all[unit.first].run()] }
                return try all[unit.first].run(beside: all[second])
            }
        }
        var outcomes = [LayerCheck.Outcome?](repeating: nil, count: checks.count)
        for (unit, result) in zip(units, results) {
            outcomes[unit.first] = result[0]
            if let second = unit.second { outcomes[second] = result[1] }
        }
        return descriptors.map { descriptor in
            descriptor.flatMap { places[ImageAudit.bare($0)] }.flatMap { outcomes[$0] }
        }
    }

    /// What two descriptors must have in common to be read as one.
    private static func bare(_ descriptor: Descriptor) -> Descriptor {
        var bare = Descriptor(mediaType: descriptor.mediaType, digest: descriptor.digest, size: descriptor.size)
        // Embedded data and places to fetch from are checked wherever they stand.
        bare.unknown = descriptor.unknown
        return bare
    }

    /// A layer's name in the recipe, or its place in the manifest.
    static func layerName(_ descriptor: Descriptor, at index: Int) -> String {
        descriptor.annotations[Annotation.layerName] ?? "layers[\(index)]"
    }
}

extension Platform {
    /// Whether an image for this platform is what an index that names `other` promises. A variant that only one of them
    /// names is no contradiction.
    func satisfies(_ other: Platform) -> Bool {
        os == other.os && architecture == other.architecture
            && (variant == nil || other.variant == nil || variant == other.variant)
    }
}

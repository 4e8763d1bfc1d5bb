import OCI

extension ImageAudit {
    /// Audits the configuration and the layers of an image.
    ///
    func auditImage(_ manifest: ManifestReading, platform: Platform?, _ wishes: Wishes) async throws -> Gathered {
        var gathered = Gathered()
        var config: ConfigReading?
        if let descriptor = manifest.config {
            let (document, reading) = try await auditConfig(descriptor, platform: platform)
            gathered += document
            config = reading
        }
        let layers = try await checkLayers(manifest.layers, wishes)
        var stack = LayerStack(limits: limits)
        var size = PathTable.Size()
        var content: [DiffID?] = []
        let expected = try diffIDs(config, manifest, &gathered)
        var counted: Set<Int> = []
        for (index, descriptor) in manifest.layers.enumerated() {
            let number = layers.numbers[index]
            let layer = number.map { layers.outcomes[$0] }
            content.append(layer?.diffID)
            let isFirst = number.map { counted.insert($0).inserted } ?? false
            // A layer that stands in the image twice is read and counted once; its findings name it once.
            if let layer, isFirst { gathered += layer.gathered }
            size += layer?.paths ?? PathTable.Size()
            let tree = number.flatMap { layers.trees.tree($0, isLast: layers.lastPlaces[$0] == index) }
            let faults = size.fits(limits.imagePaths) ? stack.add(tree) : stack.end(above: size)
            guard let descriptor else { continue }
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
                        fault.code, subject: descriptor.digest, layer: name, path: fault.path, expected: fault.expected,
                        actual: fault.actual))
            }
        }
        // Layers that a malformed manifest hides are not missing.
        if wishes.isStrict, manifest.errors.isEmpty {
            let libraries = zip(manifest.layers, layers.numbers).map { descriptor, number in
                (descriptor: descriptor, libraries: number.flatMap { layers.outcomes[$0].libraries })
            }
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

    /// What was read of an image's layers, each blob once.
    private struct CheckedLayers {
        /// The number of the blob at each place of the manifest; nil at the places of malformed descriptors.
        var numbers: [Int?] = []
        /// The last place of each blob.
        var lastPlaces: [Int] = []
        var outcomes: [LayerCheck.Outcome] = []
        let trees: TreeShelf
    }

    /// Checks the layers, several at once.
    private func checkLayers(_ descriptors: [Descriptor?], _ wishes: Wishes) async throws -> CheckedLayers {
        let trees = TreeShelf(limit: limits.imagePaths)
        var layers = CheckedLayers(trees: trees)
        var checks: [LayerCheck] = []
        var numbers: [Descriptor: Int] = [:]
        for (index, descriptor) in descriptors.enumerated() {
            guard let descriptor else {
                layers.numbers.append(nil)
                continue
            }
            let bare = ImageAudit.bare(descriptor)
            layers.numbers.append(numbers[bare] ?? checks.count)
            if let number = numbers[bare] {
                layers.lastPlaces[number] = index
                continue
            }
            layers.lastPlaces.append(index)
            numbers[bare] = checks.count
            let name = ImageAudit.layerName(descriptor, at: index)
            checks.append(
                LayerCheck(
                    blob: BlobCheck(layout: layout, descriptor: descriptor, layer: name), limits: limits,
                    number: checks.count, trees: trees, readsLibraries: wishes.isStrict,
                    listings: wishes.listings))
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
        layers.outcomes = outcomes.compactMap(\.self)
        return layers
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

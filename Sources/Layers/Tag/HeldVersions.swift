import OCI

/// The versions of everything that a lock's layers hold, by the names that tags use.
///
/// Beside each wheel's and package's own name there are short ones, for what people put into tags: `version` (the
/// recipe's), `python`, `debian`, `cuda` and `cudnn` (of NVIDIA's wheels, two numbers and one), `onnxruntime` and `ort` (its
/// first two numbers).
struct HeldVersions: Sendable {
    private let held: [HeldVersion]

    init(of recipe: Recipe, _ lock: Lock) {
        var held = [HeldVersion("version", recipe.version, in: nil)]
        for layer in lock.layers { held += layer.heldVersions }
        self.held = held
    }

    /// All components of a name, over all layers.
    func all(_ name: String) -> [HeldVersion] { held.filter { $0.name == name } }

    /// Whether anything has this version.
    func holds(version: String) -> Bool { held.contains { $0.agrees(with: version) } }

    /// The one version that `{NAME}` or `{LAYER/NAME}` means.
    func version(of place: String, in tag: String) throws(TagError) -> String {
        let parts = place.split(separator: "/", maxSplits: 1).map(String.init)
        let (layer, name) = parts.count == 2 ? (parts[0], parts[1]) : (nil, place)
        let found = all(name).filter { layer == nil || $0.layer == layer }
        guard let first = found.first else { throw .unknown(name: place, tag: tag) }
        guard found.allSatisfy({ $0.short == first.short }) else {
            throw .ambiguous(name: name, tag: tag, versions: found.map { "\($0.short) in \($0.layer ?? "the recipe")" })
        }
        return first.short
    }
}

extension LockedLayer {
    fileprivate var heldVersions: [HeldVersion] {
        switch content {
        case .debian(let lock):
            return lock.packages.flatMap { package -> [HeldVersion] in
                let version = package.version.upstreamText
                let own = HeldVersion(package.name.text, version, in: name)
                return package.name.text == "base-files"
                    ? [own, HeldVersion("debian", version, in: name, digits: 1)] : [own]
            }
        case .wheels(let lock):
            return [HeldVersion("python", lock.python.version, in: name)]
                + lock.wheels.flatMap { $0.heldVersions(in: name) }
        case .runtime(let lock):
            let version = lock.wheel.file.versionText
            return lock.wheel.heldVersions(in: name) + [
                HeldVersion("onnxruntime", version, in: name), HeldVersion("ort", version, in: name, digits: 2),
            ]
        case .model, .files, .libraries: return []
        }
    }
}

extension LockedWheel {
    fileprivate func heldVersions(in layer: String) -> [HeldVersion] {
        let own = HeldVersion(project.text, file.versionText, in: layer)
        if isNVIDIA("cuda-runtime") { return [own, HeldVersion("cuda", file.versionText, in: layer, digits: 2)] }
        if isNVIDIA("cudnn") { return [own, HeldVersion("cudnn", file.versionText, in: layer, digits: 1)] }
        return [own]
    }
}

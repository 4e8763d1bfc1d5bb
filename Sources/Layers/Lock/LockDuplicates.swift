public import Archive
public import OCI

/// The inputs that a lock puts into an image more than once: the same wheel or Debian package in several layers, the same
/// file in several places. Told from the lock alone, before anything is fetched.
public struct LockDuplicates: Hashable, Sendable {
    /// One input with the places that it goes to.
    public struct Input: Hashable, Sendable {
        /// The kinds of inputs.
        public enum Kind: String, Hashable, Sendable {
            case wheel, package, file
        }

        /// What it is.
        public let kind: Kind
        /// The wheel's file name, the package with its version, or the name of the first file.
        public let name: String
        /// The digest of the input.
        public let digest: Digest
        /// The size of the input, in bytes: packed, for wheels and packages.
        public let size: Int64
        /// The layers by name, with the path for a file; two at least.
        public let places: [Place]

        /// What all copies but one take.
        public var savable: Int64 { size * Int64(places.count - 1) }
    }

    /// Where an input goes.
    public struct Place: Hashable, Sendable {
        /// The layer's name.
        public let layer: String
        /// The path in the image; nil for what is unpacked.
        public let path: TarPath?
    }

    /// The inputs; what saves most comes first.
    public let inputs: [Input]

    /// What could be saved, in bytes of inputs.
    public var savable: Int64 { inputs.reduce(0) { $0 + $1.savable } }

    /// Looks a lock through.
    public init(in lock: Lock) {
        var order: [Key] = []
        var found: [Key: (name: String, size: Int64, places: [Place])] = [:]
        for layer in lock.layers {
            for use in layer.uses {
                let key = Key(kind: use.kind, digest: use.digest)
                if found[key] == nil { order.append(key) }
                found[key, default: (use.name, use.size, [])].places.append(Place(layer: layer.name, path: use.path))
            }
        }
        inputs = order.compactMap { key in
            guard let (name, size, places) = found[key], places.count > 1, size > 0 else { return nil }
            return Input(kind: key.kind, name: name, digest: key.digest, size: size, places: places)
        }.sorted { ($1.savable, $0.digest) < ($0.savable, $1.digest) }
    }

    private struct Key: Hashable {
        let kind: Input.Kind
        let digest: Digest
    }

    /// The report as one document.
    public var json: JSON {
        [
            "savable": .integer(savable),
            "inputs": .array(
                inputs.map { input in
                    [
                        "kind": .string(input.kind.rawValue), "name": .string(input.name),
                        "digest": .string(input.digest.description), "size": .integer(input.size),
                        "savable": .integer(input.savable),
                        "places": .array(
                            input.places.map { place in
                                .members([
                                    "layer": .string(place.layer),
                                    "path": place.path.map { .string($0.text ?? $0.description) },
                                ])
                            }),
                    ]
                }),
        ]
    }
}

extension LockedLayer {
    fileprivate typealias Use = (
        kind: LockDuplicates.Input.Kind, name: String, digest: Digest, size: Int64, path: TarPath?
    )

    /// The inputs that the layer holds whole. A model or a runtime takes single files out of its wheels.
    fileprivate var uses: [Use] {
        switch content {
        case .debian(let lock):
            lock.packages.map { (.package, "\($0.name) \($0.version)", $0.digest, $0.size, nil) }
        case .wheels(let lock): lock.wheels.map { (.wheel, $0.file.text, $0.digest, $0.size, nil) }
        case .model(let lock):
            lock.files.map { file in
                (.file, file.name.description, file.digest, file.size, try? lock.path.appending(file.name))
            }
        case .files(let lock):
            lock.entries.compactMap { entry in
                guard case .file(let file) = entry.kind else { return nil }
                return (.file, file.path, file.digest, file.size, entry.path)
            }
        case .runtime, .libraries: []
        }
    }
}

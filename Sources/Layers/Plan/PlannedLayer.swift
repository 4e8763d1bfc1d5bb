import OCI

/// One layer of a ``BuildPlan``.
public struct PlannedLayer: Sendable {
    /// The layer's name.
    public let name: String
    /// Its kind.
    public let kind: LayerKind
    /// How it is compressed, in full.
    public let compression: String
    /// The layer in the store; nil where it has to be composed.
    public let held: ComposedLayer?
    /// What it is made of.
    public let inputs: [Input]

    /// An input, and whether this machine has it.
    public struct Input: Hashable, Sendable {
        /// The input.
        public let locked: LockedInput
        /// Whether it lies in the cache or, for a local file, where the recipe says.
        public let isHere: Bool

        init(_ locked: LockedInput, isHere: Bool) {
            self.locked = locked
            self.isHere = isHere
        }
    }

    init(_ layer: LockedLayer, held: ComposedLayer?, inputs: [Input]) {
        name = layer.name
        kind = layer.kind
        compression = layer.compressionText
        self.held = held
        self.inputs = inputs
    }

    /// The inputs that a build would fetch: none for a layer that the store holds.
    public var missing: [LockedInput] { held != nil ? [] : inputs.filter { !$0.isHere }.map(\.locked) }

    /// The sizes of all inputs together, in bytes.
    public var inputBytes: Int64 { inputs.reduce(0) { $0 + $1.locked.size } }

    /// Where the inputs come from: archives, indexes and addresses by name, each once, in the order of the lock.
    public var sources: [String] {
        var sources: [String] = []
        for input in inputs {
            let source = input.locked.origin.source
            if !sources.contains(source) { sources.append(source) }
        }
        return sources
    }
}

extension LockedInput.Origin {
    fileprivate var source: String {
        switch self {
        case .archive(let name, _, _): "the archive \(name)"
        case .index(let name, _, _): "the index \(name)"
        case .built: "a build from source"
        case .url(let url): url
        case .artifact(let image): "\(image)"
        case .hub(let file): "\(file.endpoint ?? HubFile.standardEndpoint)/\(file.repository)"
        case .local: "this machine"
        }
    }
}

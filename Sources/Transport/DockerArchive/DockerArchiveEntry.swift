import OCI

/// One image of a Docker archive, as its `manifest.json` lists it.
///
/// Source: the Docker image specification v1.2, "Combined Image JSON + Filesystem Changeset Format".
struct DockerArchiveEntry {
    /// The member that is the configuration.
    let config: String
    /// The image's names.
    let tags: [String]
    /// The members that are the layers, the lowest first.
    let layers: [String]

    init(config: String, tags: [String], layers: [String]) {
        self.config = config
        self.tags = tags
        self.layers = layers
    }

    init(_ field: JSONField) throws(JSONError) {
        let object = try field.object()
        config = try object.required("Config").string()
        // Of an image without a name the tags are null.
        let tags = object.optional("RepoTags")
        self.tags = if let tags, tags.value != .null { try tags.strings() } else { [] }
        layers = try object.required("Layers").strings()
    }

    var json: JSON {
        [
            "Config": .string(config), "RepoTags": .array(tags.map { .string($0) }),
            "Layers": .array(layers.map { .string($0) }),
        ]
    }
}

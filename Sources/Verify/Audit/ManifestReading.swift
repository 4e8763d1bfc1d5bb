import OCI

/// A manifest or index, as much of it as can be read.
struct ManifestReading {
    enum Kind { case manifest, index, both }

    let kind: Kind
    var mediaType: MediaType?
    var isArtifact = false
    var config: Descriptor?
    var layers: [Descriptor?] = []
    var subject: Descriptor?
    var manifests: [Descriptor?] = []
    let errors: [JSONError]

    init(_ json: JSON) {
        var reading = DocumentReading()
        guard let object = reading.take({ () throws(JSONError) in try JSONField(json).object() }) else {
            kind = .manifest
            errors = reading.errors
            return
        }
        let hasManifests = object.members["manifests"] != nil
        let hasLayers = object.members["layers"] != nil || object.members["config"] != nil
        kind = hasManifests ? (hasLayers ? .both : .index) : .manifest
        mediaType =
            reading.take { () throws(JSONError) in
                guard let field = object.optional("mediaType") else { return nil }
                return try MediaType(try field.string())
            } ?? nil
        subject = reading.take { () throws(JSONError) in try object.optional("subject").map(Descriptor.parse) } ?? nil
        switch kind {
        case .both: break
        case .index: manifests = reading.descriptors(object, "manifests")
        case .manifest:
            config = reading.take { () throws(JSONError) in try Descriptor(object.required("config")) }
            // What has an image's configuration is an image, whatever else it claims to be.
            let isImage = config.map { [.config, .dockerConfig].contains($0.mediaType) } ?? false
            isArtifact = !isImage && (object.members["artifactType"] != nil || subject != nil)
            layers = reading.descriptors(object, "layers")
        }
        if reading.errors.isEmpty, kind != .both {
            // What was not taken apart above is checked by the documents' own readers.
            let isIndex = kind == .index
            _ = reading.take { () throws(JSONError) in
                if isIndex { _ = try ImageIndex(json) } else { _ = try Manifest(json) }
            }
        }
        errors = reading.errors
    }
}

extension Descriptor {
    static func parse(_ field: JSONField) throws(JSONError) -> Descriptor { try Descriptor(field) }
}

import Archive
public import OCI
import SystemPackage

extension LockedLayer {
    /// What composing the layer reads.
    func inputs(directory: FilePath, program: FilePath) -> [LockedInput] {
        switch content {
        case .debian(let lock): lock.inputs
        case .wheels(let lock): lock.wheels.map(\.input)
        case .model(let lock): lock.inputs(in: directory)
        case .files(let lock): lock.inputs(in: directory)
        case .runtime(let lock): lock.inputs(program: program)
        case .libraries: []
        }
    }

    /// The layer with what the image says of it, the digest of all that it was made of among it.
    func named(_ composed: ComposedLayer, epoch: Int64, isCached: Bool, inputs: Digest) -> NamedLayer {
        var layer = composed
        layer.descriptor.annotations = annotations(epoch: epoch, inputs: inputs)
        return NamedLayer(name: name, createdBy: "imagesmith layer \(name) (\(kind))", layer: layer, isCached: isCached)
    }

    /// What the image says of the layer.
    ///
    /// - Parameter inputs: the digest of all that the layer was made of.
    public func annotations(epoch: Int64, inputs: Digest) -> [String: String] {
        var annotations = [
            Annotation.layerName: name, Annotation.layerKind: kind.rawValue,
            Annotation.layerInputs: inputs.description,
            Annotation.layerCompression: compressionText,
        ]
        switch content {
        case .model(let lock):
            annotations[Annotation.layerPath] = lock.path.text
            annotations[Annotation.modelDigest] = lock.digest.description
            annotations[Annotation.modelFilePath] = lock.path.text
            annotations[Annotation.modelFileMetadata] = lock.fileMetadata(epoch: epoch)
            annotations.merge(lock.annotations) { own, _ in own }
        case .runtime(let lock): annotations[Annotation.layerPath] = lock.path.text
        case .debian, .wheels, .files, .libraries: break
        }
        return annotations
    }
}

extension ModelLock {
    /// The metadata of the model's directory in ModelPack's form, whose `typeflag` is tar's number of a directory.
    ///
    /// Source: ModelPack model-spec, annotations.md, "org.cncf.model.file.metadata+json".
    fileprivate func fileMetadata(epoch: Int64) -> String {
        let size = files.reduce(0) { $0 + $1.size }
        let metadata: JSON = [
            "name": .string(path.text ?? path.description), "mode": 0o755, "uid": 0, "gid": 0, "size": .integer(size),
            "mtime": .string(Moment(seconds: epoch).description), "typeflag": 53,
        ]
        return String(decoding: metadata.canonical(), as: UTF8.self)
    }
}

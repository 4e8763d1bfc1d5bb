import Layers
import OCI
import Verify

extension LayerClaim {
    /// What the composer would say of the layers of a lock.
    ///
    /// - Parameter content: the content of the layers, of which those that are made of the ones below them are a function.
    /// - Throws: `JSONError` for a document that is no lock.
    static func all(of json: JSON, content: [DiffID]) throws(JSONError) -> [LayerClaim] {
        let lock = try Lock(json)
        return lock.layers.enumerated().map { place, layer in
            let inputs =
                layer.kind == .libraries
                ? layer.inputsDigest(epoch: lock.epoch, over: Array(content.prefix(place)))
                : layer.inputsDigest(epoch: lock.epoch)
            return LayerClaim(name: layer.name, annotations: layer.annotations(epoch: lock.epoch, inputs: inputs))
        }
    }
}

import Archive
import OCI

/// The identity of a model's files, whatever their packing: the SHA-256 of the lines that `sha256sum` would print for them,
/// sorted by path.
///
/// Source: cog's weights specification 1.0, "set digest".
enum ModelDigest {
    /// The digest over files by the name that each has below the model's directory.
    static func of(_ files: [(name: TarPath, digest: Digest)]) -> Digest {
        let sorted = files.sorted { $0.name < $1.name }
        var text: [UInt8] = []
        for file in sorted {
            if !text.isEmpty { text.append(UInt8(ascii: "\n")) }
            text += Array("\(file.digest.hex)  ".utf8) + file.name.bytes
        }
        return Digest(of: text)
    }

    /// The digest over a layer's files below `path`.
    static func of(_ entries: [LayerEntry], below path: TarPath) -> Digest {
        of(
            entries.compactMap { entry in
                guard let digest = entry.digest, path.contains(entry.tar.path), entry.tar.path != path,
                    let name = try? TarPath(entry.tar.path.bytes.dropFirst(path.bytes.count + 1))
                else { return nil }
                return (name, digest)
            })
    }
}

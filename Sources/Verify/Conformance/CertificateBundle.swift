import OCI

/// The bundle of certificates that `update-ca-certificates` makes: whoever can add one to it can pass for any server.
///
/// Source: update-ca-certificates(8): the files that `/etc/ca-certificates.conf` names, one after the other, each ending its
/// last line.
enum CertificateBundle {
    static let path = Array("etc/ssl/certs/ca-certificates.crt".utf8)
    private static let configuration = Array("etc/ca-certificates.conf".utf8)
    private static let directory = Array("usr/share/ca-certificates/".utf8)
    private static let local = Array("usr/local/share/ca-certificates/".utf8)

    /// Whether the bundle is made of the file.
    static func isPart(_ file: EntryPath) -> Bool {
        file.bytes.elementsEqual(path) || file.bytes.elementsEqual(configuration) || file.bytes.starts(with: directory)
    }

    /// Whether a bundle is what it would be made of; nil where that cannot be told, as with certificates of the site's own.
    static func isWhole(_ bundle: [UInt8], among documents: [EntryPath: [UInt8]], in tree: MergedTree) -> Bool? {
        guard let configuration = try? EntryPath(configuration), let lines = documents[configuration] else {
            return nil
        }
        let hasOwn = tree.nodes.contains { $0.key.bytes.starts(with: local) && $0.value.entry.kind != .directory }
        if hasOwn { return nil }
        var rest = bundle[...]
        for line in lines.split(separator: UInt8(ascii: "\n")) {
            if line.first == UInt8(ascii: "#") || line.first == UInt8(ascii: "!") { continue }
            guard let file = try? EntryPath(directory + line), let content = documents[file] else { return false }
            let ended = content.last == UInt8(ascii: "\n") ? content : content + [UInt8(ascii: "\n")]
            guard rest.starts(with: ended) else { return false }
            rest = rest.dropFirst(ended.count)
        }
        return rest.isEmpty
    }
}

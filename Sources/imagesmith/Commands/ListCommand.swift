import ArgumentParser
import OCI
import SystemPackage

/// `imagesmith ls`.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the store's images, candidates without a tag among them.")

    @OptionGroup var store: StoreOptions

    func run() async throws {
        let layout = try ImageLayout(at: store.path)
        let images = try layout.index().manifests.filter { $0.artifactType == nil }.map { entry in
            ListedImage(
                tag: entry.annotations[Annotation.refName], digest: entry.digest, platform: entry.platform,
                size: try? layout.manifest(entry).layers.reduce(0) { $0 + $1.size })
        }.sorted { left, right in
            let (first, second) = ((left.tag ?? "~") + left.digest.hex, (right.tag ?? "~") + right.digest.hex)
            return first.utf8.lexicographicallyPrecedes(second.utf8)
        }
        if store.json {
            Terminal.result(["store": .string(store.path.string), "images": .array(images.map(\.json))])
        } else {
            for image in images { Terminal.result(Terminal.printable(image.line)) }
        }
    }
}

/// An image as `ls` shows it.
private struct ListedImage {
    let tag: String?
    let digest: Digest
    let platform: Platform?
    /// The layers' size; nil where the manifest cannot be read.
    let size: Int64?

    var line: String {
        let size = size.map { Quantity.bytes($0) } ?? "manifest unreadable"
        return "\(digest.short)  \(tag ?? "(candidate)")  \(platform?.description ?? "")  \(size)"
    }

    var json: JSON {
        [
            "tag": tag.map { .string($0) } ?? .null, "digest": .string(digest.description),
            "platform": platform.map { .string($0.description) } ?? .null, "size": size.map { .integer($0) } ?? .null,
        ]
    }
}

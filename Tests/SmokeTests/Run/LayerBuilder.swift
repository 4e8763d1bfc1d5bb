import OCI
import SystemPackage
import TestSupport

/// Makes layers and images for tests, with an archiver that knows how to be hostile.
struct LayerBuilder {
    let layout: ImageLayout

    /// One entry, as Python's tarfile makes it: kind, path, and text or target.
    struct Entry {
        let kind: String
        let path: String
        var value = ""
        var mode = "755"

        static func directory(_ path: String, mode: String = "755") -> Entry {
            Entry(kind: "dir", path: path, mode: mode)
        }
        static func file(_ path: String, _ text: String, mode: String = "644") -> Entry {
            Entry(kind: "file", path: path, value: text, mode: mode)
        }
        static func link(_ path: String, _ target: String) -> Entry { Entry(kind: "sym", path: path, value: target) }
        static func hard(_ path: String, _ target: String) -> Entry { Entry(kind: "hard", path: path, value: target) }
        static func device(_ path: String) -> Entry { Entry(kind: "dev", path: path) }
        static func fifo(_ path: String) -> Entry { Entry(kind: "fifo", path: path) }
        /// A program of the host, such as busybox.
        static func program(_ path: String, from host: String) -> Entry {
            Entry(kind: "copy", path: path, value: host, mode: "755")
        }
    }

    /// Writes a layer.
    func layer(_ entries: [Entry], as mediaType: MediaType = .layer) async throws -> Descriptor {
        let script = """
            import io, sys, tarfile
            out = io.BytesIO()
            mode = 'w:gz' if sys.argv[1] == 'gzip' else 'w'
            archive = tarfile.open(fileobj=out, mode=mode, format=tarfile.PAX_FORMAT)
            words = sys.argv[2:]
            types = {'dir': b'5', 'sym': b'2', 'hard': b'1', 'dev': b'3', 'fifo': b'6'}
            for kind, path, value, bits in zip(*[iter(words)] * 4):
                info = tarfile.TarInfo(path)
                info.type = types.get(kind, b'0')
                info.mode, info.mtime = int(bits, 8), 1700000000
                data = b''
                if kind in ('sym', 'hard'): info.linkname = value
                if kind == 'file': data = value.encode()
                if kind == 'copy': data = open(value, 'rb').read()
                if kind == 'dev': info.devmajor, info.devminor = 1, 3
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
            archive.close()
            sys.stdout.buffer.write(out.getvalue())
            """
        let words = entries.flatMap { [$0.kind, $0.path, $0.value, $0.mode] }
        let gzip = mediaType == .layerGzip ? "gzip" : "plain"
        let outcome = try await Tool("python3").run(["-c", script, gzip] + words)
        try requireSuccess(outcome)
        return try layout.write(outcome.output, as: mediaType)
    }

    /// Writes an image over layers and tags it `latest`.
    func image(_ layers: [Descriptor], execution: ExecutionConfig = ExecutionConfig()) async throws -> Descriptor {
        var diffIDs: [DiffID] = []
        for layer in layers {
            let blob = layout.path(of: layer.digest).string
            let bytes =
                layer.mediaType == .layerGzip
                ? try await Tool("gzip")("-dc", blob) : try await Tool("cat", package: "coreutils")(blob)
            diffIDs.append(DiffID(Digest(of: bytes)))
        }
        let config = ImageConfig(
            created: nil, platform: Platform(os: "linux", architecture: "amd64"), execution: execution,
            diffIDs: diffIDs,
            history: [])
        let manifest = Manifest(config: try layout.write(config), layers: layers)
        let descriptor = try layout.write(manifest)
        try layout.tag(descriptor, as: RefName("latest"))
        return descriptor
    }

    private func requireSuccess(_ outcome: Tool.Outcome) throws {
        guard outcome.status == 0 else {
            throw Tool.Failure.failed(name: "python3", arguments: [], status: outcome.status, errors: outcome.errorText)
        }
    }
}

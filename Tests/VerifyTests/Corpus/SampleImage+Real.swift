import Archive
import OCI

extension SampleImage {
    /// A small image as real ones are: three layers of three codecs over each other, with directories, links, a whiteout and
    /// a configuration that says how to run it. `--strict` finds nothing wrong with it.
    static func real() throws -> SampleImage {
        let base = try RawTar.written([
            .directory("etc"), .file("etc/motd", "hello\n"), .file("etc/os-release", "ID=sample\nVERSION_ID=1\n"),
            .file(
                "etc/passwd",
                "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\nfirst.last-1@realm:x:1001:1001::/:/bin/sh\n"
            ),
            .file("etc/group", "root:x:0:\napp:x:1000:\n"), .directory("processes"), .directory("processes/dev"),
            .directory("srv"),
            .directory("tmp", 0o1777),
            .directory("usr"), .directory("usr/bin"), .file("usr/bin/app", RawELF.program(), 0o755),
            .file("usr/bin/script", "#!/usr/bin/app -x\n", 0o755), .symbolicLink("usr/bin/serve", "app"),
            .symbolicLink("usr/bin/run", "app"), .hardLink("usr/bin/sh", "usr/bin/app"),
            // Too long for a ustar header: this one has an extended header.
            .file("usr/share/" + String(repeating: "a-long-name/", count: 24) + "file", "deep\n"),
        ])
        let model = try RawTar.written([
            .directory("opt"), .directory("opt/model"),
            .file("opt/model/weights", String(repeating: "weights ", count: 400)),
            .file("etc/.wh.motd", ""),
        ])
        let smoke = try RawTar.written([.directory("srv"), .file("srv/smoke", "picture\n")])
        var image = SampleImage(layers: [
            Layer(tar: base, name: "base"), Layer(tar: model, compression: .zstd, name: "model"),
            Layer(tar: smoke, compression: .none, name: "smoke"),
        ])
        image.created = "2024-02-29T12:00:00Z"
        image.execution = ExecutionConfig(
            user: "1000:1000", environment: ["PATH=/usr/bin", "LANG=C.UTF-8"], entrypoint: ["/usr/bin/app"],
            command: ["serve"], workingDirectory: "/srv", exposedPorts: ["8080/tcp"], labels: ["name": "sample"],
            stopSignal: "SIGTERM")
        return image
    }
}

extension RawTar {
    /// What the library's own writer is asked for.
    enum Item {
        case directory(String, UInt16 = 0o755)
        case file(String, String, UInt16 = 0o644)
        case symbolicLink(String, String)
        case hardLink(String, String)
    }

    static func written(_ items: [Item]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try withSink({ bytes.append(contentsOf: $0) }) { sink in
            var writer = TarWriter(output: sink)
            for item in items {
                switch item {
                case .directory(let path, let mode):
                    try writer.append(
                        TarEntry(path: TarPath(path), kind: .directory, mode: mode, modified: 1_700_000_000))
                case .file(let path, let content, let mode):
                    let size = Int64(content.utf8.count)
                    let entry = try TarEntry(
                        path: TarPath(path), kind: .file(size: size), mode: mode, modified: 1_700_000_000)
                    try writer.append(entry) { try $0.write(Array(content.utf8)) }
                case .symbolicLink(let path, let target):
                    try writer.append(
                        TarEntry(
                            path: TarPath(path), kind: .symbolicLink(target: Array(target.utf8)), mode: 0o777,
                            modified: 1_700_000_000))
                case .hardLink(let path, let target):
                    try writer.append(
                        TarEntry(
                            path: TarPath(path), kind: .hardLink(TarPath(target)), mode: 0o755,
                            modified: 1_700_000_000))
                }
            }
            try writer.finish()
        }
        return bytes
    }
}

import Archive
import OCI
import SystemPackage
import TestSupport
import Testing
@testable import Verify

/// Images that others made are no less sound than ours.
struct ForeignImageTests {
    private func findings(_ directory: FilePath, tag: String) async throws -> [Finding] {
        let layout = try ImageLayout(at: directory)
        let audit = ImageAudit(layout: layout, jobs: 2)
        let descriptor = try layout.resolve(ImageReference("oci:\(directory):\(tag)"))
        let report = try await audit.report(for: descriptor, strict: true)
        #expect(report.counts.blobs >= 2)
        return try await audit.layoutFindings(strict: true) + report.findings
    }

    @Test func `umoci's image is sound`() async throws {
        try await withTemporaryDirectory { root in
            try await shell(
                """
                cd \(root) && mkdir -p tree/sub && echo a > tree/a && ln tree/a tree/sub/b && ln -s a tree/c
                umoci init --layout image && umoci new --image image:made
                umoci insert --rootless --image image:made tree /opt/tree
                umoci insert --rootless --image image:made --opaque tree /opt/other
                umoci insert --rootless --image image:made --whiteout /opt/tree/a
                umoci config --image image:made --config.env A=1 --config.entrypoint /bin/true
                """)
            // umoci leaves out the two zero blocks at the end of an archive, and the image has no program: that is all.
            let found = try await findings(root.appending("image"), tag: "made")
            #expect(Set(found.map(\.code)) == [.tarEndMissing, .configEntrypoint])
        }
    }

    @Test func `skopeo's copies of ours are sound`() async throws {
        try await withTemporaryDirectory { root in
            var image = try SampleImage.sound()
            _ = try image.write(to: root.appending("ours"))
            // Docker's archives know no zstd.
            image.layers[1].compression = .gzip
            _ = try image.write(to: root.appending("ours"), tag: "docker")
            try await shell(
                """
                cd \(root) && skopeo --insecure-policy copy oci:ours:sample oci:copy:sample
                skopeo --insecure-policy copy oci:ours:docker docker-archive:docker.tar:sample:latest
                skopeo --insecure-policy copy docker-archive:docker.tar oci:back:sample
                skopeo --insecure-policy copy --format v2s2 oci:ours:docker dir:dir
                skopeo --insecure-policy copy dir:dir oci:again:sample
                """)
            #expect(try await findings(root.appending("ours"), tag: "sample") == [])
            #expect(try await findings(root.appending("copy"), tag: "sample") == [])
            #expect(try await findings(root.appending("back"), tag: "sample") == [])
            #expect(try await findings(root.appending("again"), tag: "sample") == [])
        }
    }

    @Test(arguments: [
        "tar --format=gnu -c", "tar --format=pax -c", "tar --format=ustar -c", "bsdtar -c", "bsdtar --format=pax -c",
        "bsdtar --format=gnutar -c", "bsdtar --format=pax --xattrs -c",
        "tar --format=pax --xattrs --xattrs-include=user.* -c",
    ])
    func `layers by other writers are sound`(_ packer: String) async throws {
        try await withTemporaryDirectory { root in
            try await shell(
                """
                cd \(root) && mkdir -p tree/sub && echo a > tree/a && ln tree/a tree/sub/b && ln -s /etc/passwd tree/c
                long=$(printf 'long-%.0s' $(seq 40)); mkdir -p tree/$long && echo deep > tree/$long/$long
                [ "\(packer)" != "tar --format=ustar -c" ] || rm -r tree/long-*
                python3 -c 'import os; os.setxattr("tree/a", "user.note", b"x")' || true
                \(packer) -f layer.tar -C tree .
                """)
            var image = try SampleImage.sound()
            image.layers[0].tar = try root.appending("layer.tar").bytes()
            let written = try image.write(to: root.appending("layout"))
            #expect(try await ImageAudit.codes(written, strict: true) == [])
        }
    }

    @Test(arguments: ["gzip -c", "gzip -nc", "gzip -9nc"])
    func `gzip's streams are sound, and a time in them is a strict finding`(_ packer: String) async throws {
        try await withTemporaryDirectory { root in
            let image = try SampleImage.sound()
            var written = try image.write(to: root.appending("layout"))
            try root.appending("layer.tar").write(image.layers[0].tar)
            try await shell("cd \(root) && \(packer) layer.tar > layer.gz")
            let layer = try written.layout.write(root.appending("layer.gz").bytes(), as: .layerGzip)
            var manifest = try written.layout.manifest(written.descriptor)
            manifest.layers[0] = layer
            written.descriptor = try written.layout.write(manifest)
            #expect(try await ImageAudit.codes(written) == [])
            let hasName = packer == "gzip -c"
            #expect(try await ImageAudit.codes(written, strict: true) == (hasName ? ["layer-volatile-header"] : []))
        }
    }
}

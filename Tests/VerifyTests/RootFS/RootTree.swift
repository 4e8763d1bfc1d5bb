import OCI
import SystemPackage
import TestSupport
@testable import Verify

/// A directory on disk and an image of one layer that GNU tar made of it.
struct RootTree {
    let directory: FilePath
    let image: SampleImage.Written

    private static let content = """
        mkdir -p etc/conf.d usr/bin var/log srv
        echo one >etc/one && echo two >etc/two && chmod 640 etc/two
        ln usr/../etc/one usr/bin/linked
        ln -s ../etc/one usr/bin/soft
        mkfifo srv/pipe
        printf '%s' 'a log' >var/log/messages
        echo secret >etc/conf.d/a && chmod 4755 etc/conf.d/a && chmod 700 etc/conf.d
        python3 -c 'import os; os.setxattr("etc/two", "user.note", b"kept")'
        """

    /// - Parameter change: what is done to the image before it is written.
    init(in parent: FilePath, change: (inout SampleImage) throws -> Void = { _ in }) async throws {
        directory = parent.appending("root")
        try await shell("mkdir '\(directory)' && cd '\(directory)' && umask 022\n\(RootTree.content)")
        let tar = parent.appending("layer.tar")
        try await shell(
            "tar -C '\(directory)' --format=pax --numeric-owner --xattrs --xattrs-include='user.*' -cf '\(tar)' .")
        var image = SampleImage(layers: [.init(tar: try tar.bytes(), name: "all")])
        try change(&image)
        self.image = try image.write(to: parent.appending("layout"))
    }

    /// What the comparison finds: code, path, what is expected and what is found.
    func findings(ignoring: [String] = []) async throws -> [String] {
        try await report(ignoring: ignoring).findings.map { finding in
            "\(finding.code) \(finding.path?.description ?? "-"): "
                + "\(finding.expected?.description ?? "-") → \(finding.actual?.description ?? "-")"
        }
    }

    func report(ignoring: [String] = [], crossesMounts: Bool = false) async throws -> RootFSReport {
        let check = RootFSCheck(
            root: directory, ignoring: ignoring.compactMap { PathPattern($0) }, crossesMounts: crossesMounts)
        return try await check.report(on: image.descriptor, in: image.layout, jobs: 2)
    }

    /// Runs commands in the directory.
    func run(_ commands: String) async throws { try await shell("cd '\(directory)'\n\(commands)") }
}

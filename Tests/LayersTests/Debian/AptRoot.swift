import OCI
import SystemPackage
import TestSupport

/// An apt that knows nothing of this machine: its own state, configuration and sources, and nothing installed.
struct AptRoot {
    private let directory: FilePath
    private let environment: [String: String?]

    /// An apt with sources in the form of `sources.list`, preferences in that of apt_preferences(5), and a status file of dpkg.
    init(in directory: FilePath, sources: String, preferences: String = "", installed: String = "") async throws {
        self.directory = directory
        for name in ["etc/sources.list.d", "state/lists/partial", "cache/archives/partial"] {
            try directory.appending(name).createDirectories()
        }
        try directory.appending("status").replace(with: Array(installed.utf8))
        try directory.appending("etc/sources.list").replace(with: Array(sources.utf8))
        try directory.appending("etc/preferences").replace(with: Array(preferences.utf8))
        let settings = """
            Dir "\(directory)/";
            Dir::State "state";
            Dir::State::status "\(directory)/status";
            Dir::Cache "cache";
            Dir::Etc "etc";
            Dir::Etc::trusted "/dev/null";
            Dir::Etc::trustedparts "/dev/null";
            Dir::Bin::dpkg "/bin/false";
            APT::Architecture "amd64";
            APT::Architectures "amd64";
            APT::Sandbox::User "root";
            Acquire::Languages "none";
            Acquire::Check-Valid-Until "true";
            """
        let path = directory.appending("apt.conf")
        try path.replace(with: Array(settings.utf8))
        environment = ["APT_CONFIG": path.string]
        try await Tool("apt-get", package: "apt")("update", "-qq", environment: environment)
    }

    /// The SHA-256 of every package that apt would fetch, in hexadecimal; nil where it refuses.
    func install(_ names: [String], recommends: Bool = false) async throws -> Set<String>? {
        let outcome = try await Tool("apt-get", package: "apt").run(
            [
                "-o", "Acquire::ForceHash=SHA256", "-o", "APT::Install-Recommends=\(recommends)", "install", "-qq",
                "--allow-downgrades", "--print-uris",
            ] + names, environment: environment)
        guard outcome.status == 0 else { return nil }
        return Set(
            outcome.text.split(separator: "\n").compactMap { line in
                line.split(separator: "SHA256:").last.map { String($0.prefix(64)) }
            })
    }
}

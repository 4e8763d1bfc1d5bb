import OCI
import Sandbox
import SystemPackage

/// The one run of the packages' own scripts: preparations, then dpkg's configuration of everything.
struct MaintainerScripts: Sendable {
    private let packages: [DebPackage]
    private let epoch: Int64

    /// For `packages` in the order of their names.
    init(_ packages: [DebPackage], epoch: Int64) {
        self.packages = packages
        self.epoch = epoch
    }

    /// Runs the scripts in `root`, without a network and without the host's files.
    func run(in root: FilePath, sandbox: Sandbox, scratch: FilePath) async throws {
        let request = try SandboxRequest(
            root: root, arguments: ["/bin/sh", "-c", text], environment: environment(), user: .root,
            limits: SandboxLimits(timeout: .seconds(3600), outputBytes: 64 << 10), isRootWritable: true,
            capabilities: .packageConfiguration, clock: FixedClock(seconds: epoch))
        let outcome = try await sandbox.run(request, scratch: scratch)
        guard outcome.isSuccess else {
            let reason = outcome.timedOut ? "their time was up" : outcome.termination.description
            throw DebianComposeError.scripts(reason: reason, log: Self.log(outcome))
        }
        let output = String(decoding: outcome.standardOutput, as: UTF8.self)
        guard output.isEmpty else { throw DebianComposeError.unfinished(audit: output) }
    }

    private func environment() throws(CommandError) -> [EnvironmentVariable] {
        [
            .standardPath, try EnvironmentVariable("DEBIAN_FRONTEND", "noninteractive"),
            try EnvironmentVariable("DEBCONF_NONINTERACTIVE_SEEN", "true"),
            try EnvironmentVariable("LC_ALL", "C.UTF-8"),
            try EnvironmentVariable("SOURCE_DATE_EPOCH", "\(epoch)"), try EnvironmentVariable("HOME", "/root"),
            // Else debpython's modules leave their own bytecode behind when they are run.
            try EnvironmentVariable("PYTHONDONTWRITEBYTECODE", "1"),
        ]
    }

    /// Everything but the findings of dpkg's audit goes to standard error, whose end is kept.
    private var text: String {
        """
        set -eu
        umask 022
        exec 3>&1 1>&2 </dev/null
        # Scripts use awk before the package that has it is configured.
        for awk in mawk gawk original-awk; do
            if [ ! -e /usr/bin/awk ] && [ -x "/usr/bin/$awk" ]; then ln -s "$awk" /usr/bin/awk; fi
        done
        DPKG_RUNNING_VERSION=$(dpkg-query --show --showformat='${Version}' dpkg)
        export DPKG_RUNNING_VERSION DPKG_ADMINDIR=/var/lib/dpkg DPKG_ROOT= DPKG_MAINTSCRIPT_NAME=preinst
        export DPKG_MAINTSCRIPT_PACKAGE_REFCOUNT=1 DPKG_MAINTSCRIPT_DEBUG=0
        # dpkg runs it from a directory of this name; debconf looks there for the package's name and templates.
        ci=/var/lib/dpkg/tmp.ci
        preinst() {
            echo "preinst of $2"
            mkdir "$ci"
            echo "Package: $2" >"$ci/control"
            export DPKG_MAINTSCRIPT_PACKAGE=$2 DPKG_MAINTSCRIPT_ARCH=$3
            stem=/var/lib/dpkg/info/$1
            shift 3
            for member in "$@"; do cp -p "$stem.$member" "$ci/$member"; done
            "$ci/preinst" install
            rm -r "$ci"
        }
        \(preinstalls.joined(separator: "\n"))
        unset DPKG_MAINTSCRIPT_NAME DPKG_MAINTSCRIPT_PACKAGE_REFCOUNT DPKG_MAINTSCRIPT_DEBUG \\
            DPKG_MAINTSCRIPT_PACKAGE DPKG_MAINTSCRIPT_ARCH
        dpkg --log=/dev/null --force-unsafe-io --configure -a
        dpkg --audit >&3
        """
    }

    /// base-passwd first, for it writes the users that other scripts name.
    private var preinstalls: [String] {
        let withScript = packages.filter { $0.members["preinst"] != nil }
        let base = withScript.filter { $0.locked.name.text == "base-passwd" }
        let others = withScript.filter { $0.locked.name.text != "base-passwd" }
        // Names and architectures are checked: they hold nothing that a shell would read as more than a word.
        return (base + others).map { package in
            let members = package.members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            return "preinst \(package.databaseName) \(package.locked.name) \(package.locked.architecture) "
                + members.joined(separator: " ")
        }
    }

    private static func log(_ outcome: CommandOutcome) -> String {
        String(decoding: outcome.standardError.suffix(4000), as: UTF8.self)
    }
}

import Glibc
public import SystemPackage

/// A way to run commands inside root file systems that was tried on this machine and works.
public struct Sandbox: Hashable, Sendable {
    /// Which way.
    public let kind: SandboxKind
    /// What it keeps apart, as phrases for reports.
    public var isolation: [String] { kind.isolation }

    let programs: [String: HostProgram]

    private init(_ kind: SandboxKind) throws(CommandError) {
        self.kind = kind
        var programs: [String: HostProgram] = [:]
        for name in kind.programs { programs[name] = try HostProgram(named: name) }
        self.programs = programs
    }

    /// The first of the ladder's kinds that works here: runc, crun, bubblewrap, chroot; `preferred` before all others.
    ///
    /// Each is tried by running `true` from the host's own `/usr` in a root made in `scratch`.
    /// - Throws: ``SandboxError/noneWorks(_:)`` with what each kind said.
    public static func choose(
        preferring preferred: SandboxKind? = nil, scratch: FilePath
    ) async throws(SandboxError) -> Sandbox {
        let ladder = (preferred.map { [$0] } ?? []) + SandboxKind.allCases.filter { $0 != preferred }
        var attempts: [SandboxError.Attempt] = []
        for kind in ladder {
            do throws(SandboxError) { return try await Sandbox(forcing: kind, scratch: scratch) } catch {
                if case .noneWorks(let failed) = error { attempts += failed } else { throw error }
            }
        }
        throw .noneWorks(attempts)
    }

    /// One kind and no other.
    ///
    /// - Throws: ``SandboxError/noneWorks(_:)`` with what it said.
    public init(forcing kind: SandboxKind, scratch: FilePath) async throws(SandboxError) {
        let candidate: Sandbox
        do { candidate = try Sandbox(kind) } catch { throw .noneWorks([.init(kind: kind, reason: error.description)]) }
        // Devices, control groups and users other than one's own take root; bubblewrap does without.
        if kind != .bubblewrap, geteuid() != 0 {
            throw .noneWorks([.init(kind: kind, reason: "it needs root")])
        }
        if let reason = try await candidate.fault(scratch: scratch) {
            throw .noneWorks([.init(kind: kind, reason: reason)])
        }
        self = candidate
    }

    /// Why the kind does not work on this machine; nil where it does.
    private func fault(scratch: FilePath) async throws(SandboxError) -> String? {
        let probe = try HostRoot(in: scratch)
        let request = try SandboxRequest(
            root: probe.path, arguments: ["/usr/bin/true"], environment: [], user: .root,
            limits: SandboxLimits(timeout: .seconds(30)), mounts: probe.mounts)
        let outcome = try await run(request, scratch: scratch)
        if outcome.isSuccess { return nil }
        let complaint = outcome.complaint
        return outcome.timedOut ? "it hung" : complaint.isEmpty ? outcome.termination.description : complaint
    }
}

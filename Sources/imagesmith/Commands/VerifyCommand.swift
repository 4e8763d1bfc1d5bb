import ArgumentParser
import OCI
import SystemPackage
import Transport
import Verify

/// `imagesmith verify`.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Prove every byte of an image, and tell all that is wrong.",
        discussion: """
            IMAGE may also be oci-archive:FILE, docker-archive:FILE or docker://HOST/NAME[:TAG|@DIGEST]. The codes of findings
            are listed in docs/findings.md.
            """)

    @Argument(help: "The image, by tag or digest.")
    var image: String

    @Flag(help: "Tell also what is legal but suspicious.")
    var strict = false

    @Option(help: ArgumentHelp("How many layers are read at once.", valueName: "count"))
    var jobs: Int?

    @Flag(help: "Fetch nothing: layers that the store lacks are told as missing.")
    var offline = false

    @OptionGroup var registries: RegistryOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs wants at least 1") }
        if offline, image.hasPrefix(RegistryReference.transport) {
            throw ValidationError("an image of a registry cannot be read with --offline")
        }
    }

    func run() async throws {
        let view: ImageView
        do {
            view = try await ImageView(image, store: store, client: registries.client())
        } catch let error as ImageArchiveError where error.isFault {
            try tell([Finding(.archiveMalformed, subject: nil, actual: error.description)])
            return
        }
        try await verify(view)
    }

    private func verify(_ view: borrowing ImageView) async throws {
        let located: LocatedImage
        do { located = try view.resolve() } catch let error as LayoutError {
            try tell(faultsOfLayout(at: view.root, behind: error))
            return
        }
        try await complete(located)
        let audit = ImageAudit(layout: located.layout, jobs: jobs ?? Environment.processors)
        let report = try await audit.report(for: located.descriptor, strict: strict)
            .adding(audit.layoutFindings(strict: strict))
        if store.json {
            Terminal.result(report.json)
        } else {
            for line in report.lines { Terminal.result(line) }
        }
        try (report.verdict == .clean ? Outcome.asAsked : .faultFound).end()
    }

    /// Fetches the layers that a shallow store lacks. What cannot be had is told, and then found missing by the audit.
    private func complete(_ image: LocatedImage) async throws {
        if offline { return }
        let fetcher = BlobFetcher(layout: image.layout, registry: try registries.client())
        do { try await fetcher.complete(image.descriptor) } catch let error as BlobFetchError {
            Terminal.note("    note: \(Terminal.printable(error.description))")
        } catch is LayoutError {
            // A manifest that cannot be read is the audit's to tell.
        }
    }

    /// A layout whose own documents are at fault names no image: that is found before it can stop us.
    private func faultsOfLayout(at root: FilePath, behind error: LayoutError) throws -> [Finding] {
        // What holds no blobs is no damaged layout, but none.
        guard try root.appending("blobs").status()?.isDirectory == true else { throw error }
        let findings = try LayoutCheck(root: root).run().findings.filter { $0.severity == .error }
        if findings.isEmpty { throw error }
        return findings
    }

    /// Tells what is wrong where there is no image to name.
    private func tell(_ findings: [Finding]) throws {
        if store.json {
            Terminal.result([
                "digest": .null, "verdict": .string(AuditReport.Verdict.faulty.rawValue),
                "findings": .array(findings.map(\.json)),
            ])
        } else {
            for finding in findings { Terminal.result("\(finding.code): \(finding)") }
            Terminal.result("\(image): \(AuditReport.Verdict.faulty.rawValue), the layout cannot be read")
        }
        try Outcome.faultFound.end()
    }
}

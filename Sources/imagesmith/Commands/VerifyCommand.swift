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
            IMAGE may also be oci-archive:FILE, docker-archive:FILE or docker://HOST/NAME[:TAG|@DIGEST]. Of an index all images
            are proved; what is compared is the one for this machine, or for --platform. The codes of findings are listed in
            docs/findings.md.
            """)

    @Argument(help: "The image, by tag or digest.")
    var image: String

    @Flag(help: "Tell also what is legal but suspicious.")
    var strict = false

    @Option(
        help: ArgumentHelp(
            "Verify of an index only the image for a platform; without it, all of them.",
            valueName: "os/arch[/variant]"))
    var platform: String?

    @Option(
        help: ArgumentHelp(
            "Compare a directory with the image, too: an unpacked image, or a container's root.", valueName: "dir"))
    var rootfs: String?

    @Option(
        help: ArgumentHelp(
            "Paths below --rootfs that may be anything, as 'var/log/*'; may stand several times.", valueName: "pattern")
    )
    var ignore: [String] = []

    @Flag(help: "Look also at what is mounted below --rootfs.")
    var crossMounts = false

    @Flag(help: "Build the image anew from the recipe and lock that it carries, and compare the two.")
    var reproduce = false

    @Option(
        help: ArgumentHelp(
            "Where the recipe's local files lie; by default those that the image holds are taken.", valueName: "dir"))
    var recipeDir: String?

    @OptionGroup var fetching: FetchOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
        if let platform, (try? Platform(platform)) == nil {
            throw ValidationError("--platform wants OS/ARCHITECTURE[/VARIANT], not '\(platform)'")
        }
        if recipeDir != nil, !reproduce { throw ValidationError("--recipe-dir wants --reproduce") }
        if rootfs == nil, !ignore.isEmpty || crossMounts {
            throw ValidationError("--ignore and --cross-mounts want --rootfs")
        }
        if let none = ignore.first(where: { PathPattern($0) == nil }) {
            throw ValidationError("--ignore '\(none)' names no path")
        }
        if fetching.offline, image.hasPrefix(RegistryReference.transport) {
            throw ValidationError("an image of a registry cannot be read with --offline")
        }
    }

    func run() async throws {
        let view: ImageView
        do {
            view = try await ImageView(image, store: store, client: fetching.registries.client())
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
        // What is wrong with an index shows before anything is chosen from it.
        if let platform {
            try await verify(try located.image(for: Platform(platform)))
        } else {
            try await verify(located)
        }
    }

    private func verify(_ located: LocatedImage) async throws {
        try await complete(located)
        let audit = ImageAudit(layout: located.layout, jobs: fetching.width)
        let check = ConformanceCheck(
            layout: located.layout, jobs: fetching.width, claims: LayerClaim.all(of:content:))
        // Where documents are at fault, the audit tells so.
        let plan = try? check.plan(for: compared(located).descriptor)
        let image = try await audit.report(for: located.descriptor, strict: strict, gathering: plan?.listings)
            .adding(audit.layoutFindings(strict: strict))
        var verification = Verification(audit: image, isStrict: strict)
        do { try await compare(located, by: check, plan, into: &verification) } catch {
            // What was found until then is told, whatever stopped the rest.
            tell(verification)
            throw error
        }
        tell(verification)
        try (verification.isClean ? Outcome.asAsked : .faultFound).end()
    }

    /// Compares a sound image with what else there is: its lock, a directory, an image that is built anew.
    private func compare(
        _ located: LocatedImage, by check: ConformanceCheck, _ plan: ConformancePlan?,
        into verification: inout Verification
    ) async throws {
        guard verification.isSound else {
            if rootfs != nil || reproduce {
                Terminal.note("    note: a faulty image is compared with nothing: no --rootfs, no --reproduce")
            }
            return
        }
        let image = try compared(located)
        if image.descriptor.digest != located.descriptor.digest {
            verification.compared = image.descriptor.digest
        }
        verification.conformance = try await check.report(plan ?? check.plan(for: image.descriptor))
        if let check = rootCheck {
            verification.rootfs = try await check.report(on: image.descriptor, in: image.layout, jobs: fetching.width)
        }
        guard reproduce else { return }
        let reproduction = Reproduction(
            image: image, fetching: fetching, directory: recipeDir.map { Environment.absolute(FilePath($0)) },
            progress: ProgressPrinter(isQuiet: store.json))
        verification.reproduction = try await reproduction.run()
    }

    /// What a comparison is with: of an index the image for this machine. Without a directory and without building anew an
    /// index need not have one.
    private func compared(_ located: LocatedImage) throws -> LocatedImage {
        guard located.descriptor.mediaType.isIndex else { return located }
        do { return try located.image(for: Environment.platform) } catch let error as PlatformError {
            if rootfs == nil, !reproduce { return located }
            throw error
        }
    }

    private func tell(_ verification: Verification) {
        if store.json {
            Terminal.result(verification.json)
        } else {
            for line in verification.lines { Terminal.result(line) }
        }
    }

    /// The comparison that was asked for.
    private var rootCheck: RootFSCheck? {
        rootfs.map { directory in
            RootFSCheck(
                root: Environment.absolute(FilePath(directory)), ignoring: ignore.compactMap { PathPattern($0) },
                crossesMounts: crossMounts)
        }
    }

    /// Fetches the layers that a shallow store lacks. What cannot be had is told, and then found missing by the audit.
    private func complete(_ image: LocatedImage) async throws {
        if fetching.offline { return }
        let fetcher = BlobFetcher(layout: image.layout, registry: try fetching.registries.client())
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

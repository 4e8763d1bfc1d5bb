import ArgumentParser
import OCI
import SystemPackage

/// `imagesmith copy`.
///
/// What is promised of names: an image that carries smoke tests gets a tag in the store or in another layout only if it
/// carries a report that it passed, too; else it stays there as a candidate. A candidate of the store goes out under its
/// digest; under a tag it goes only if it passed.
struct CopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy", abstract: "Copy an image, with all its platforms and referrers, to another place.",
        discussion: """
            FROM and TO are NAME[:TAG|@DIGEST] in the store, oci:DIR[:TAG|@DIGEST], oci-archive:FILE[:TAG|@DIGEST],
            docker-archive:FILE[:NAME:TAG], or docker://HOST/NAME[:TAG|@DIGEST]. Digests never change, but a Docker archive has no
            manifest, and holds the image alone. What is there already does not travel, and a copy that was interrupted goes
            on where it was.
            """)

    @Argument(help: ArgumentHelp("The image.", valueName: "from"))
    var from: String

    @Argument(help: ArgumentHelp("Where it goes, and what it is called there.", valueName: "to"))
    var to: String

    @Option(
        help: ArgumentHelp(
            "Copy of an index only the image for a platform; without it, the whole index.",
            valueName: "os/arch[/variant]"))
    var platform: String?

    @Flag(name: .customLong("no-referrers"), help: "Leave behind what is attached to the image, as its smoke reports.")
    var withoutReferrers = false

    @OptionGroup var uploads: UploadOptions
    @OptionGroup var registries: RegistryOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
        if let platform, (try? Platform(platform)) == nil {
            throw ValidationError("--platform wants OS/ARCHITECTURE[/VARIANT], not '\(platform)'")
        }
    }

    func run() async throws {
        let (origin, target) = (try ImageLocation(from), try ImageLocation(to))
        if !target.isRegistry { try uploads.refuse() }
        let places = CopyPlaces(store: store, registry: try registries.client(uploads))
        try places.checkGate(of: origin, for: target)
        let printer = CopyPrinter(isQuiet: store.json)
        printer.begin("\(origin) to \(target)")
        let (source, selector) = try places.source(origin)
        // What is sent in parts ends between two of them; all else may end anywhere.
        let watch = SignalWatch.forUploads(to: target, places.interruption)
        defer { withExtendedLifetime(watch) {} }
        let copier = Copier(from: source, to: try places.destination(target), hear: printer.hear)
        let report = try await copier.copy(
            selector, platform: platform.map { try Platform($0) },
            withReferrers: !withoutReferrers && target.holdsReferrers)
        printer.finish(report)
        if store.json {
            Terminal.result(report.json(to: target))
        } else {
            Terminal.result("copied \(report.image.digest) to \(target)")
        }
    }
}

extension ImageLocation {
    /// Whether artifacts about an image can lie there beside it: a Docker archive has no place for them.
    fileprivate var holdsReferrers: Bool {
        if case .dockerArchive = self { false } else { true }
    }

    /// Whether it is on another machine, or speaks as one.
    fileprivate var isRegistry: Bool {
        if case .registry = self { true } else { false }
    }
}

extension CopyReport {
    /// The document that `--json` prints.
    fileprivate func json(to target: ImageLocation) -> JSON {
        [
            "image": .string(image.digest.description), "to": .string(target.description),
            "blobs": [
                "copied": .integer(Int64(copied)), "skipped": .integer(Int64(skipped)),
                "mounted": .integer(Int64(mounted)),
            ],
            "bytes": .integer(bytes), "documents": .integer(Int64(documents)), "referrers": .integer(Int64(referrers)),
        ]
    }
}

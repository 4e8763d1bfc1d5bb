import ArgumentParser
import OCI
import SystemPackage

/// `imagesmith gc`.
struct GCCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc", abstract: "Remove what no tag of the store reaches, and tell how many bytes that frees.",
        discussion: """
            What running builds and swaps count on stays. So do the images that a tag can be rolled back to, and candidates
            that were built or used lately. See docs/store.md.
            """)

    @Flag(help: "Only tell what would be removed.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "How long images without a tag stay: 90s, 30m, 36h, 7d or 0; 7d by default.", valueName: "time"))
    var keepCandidates: Period?

    @Option(
        help: ArgumentHelp(
            "How many of a tag's earlier images stay to be rolled back to; 3 by default.", valueName: "count"))
    var keepPrevious: Int?

    @OptionGroup var store: StoreOptions

    func validate() throws {
        if let keepPrevious, keepPrevious < 0 { throw ValidationError("--keep-previous wants at least 0") }
    }

    func run() async throws {
        let collector = GarbageCollector(
            in: try store.existingLayout(), history: keepPrevious ?? 3,
            candidatesSince: Environment.time - (keepCandidates?.seconds ?? 7 * 86400))
        let (isDry, isQuiet) = (dryRun, store.json)
        let report = try await runBlocking { isDry ? try collector.plan() : try collector.run() }
        if isQuiet {
            Terminal.result(report.json)
        } else {
            for line in report.lines(isDry: isDry) { Terminal.result(line) }
        }
    }
}

extension GarbageReport {
    /// The lines for people.
    fileprivate func lines(isDry: Bool) -> [String] {
        var lines = images.map { "image     \($0)" } + artifacts.map { "artifact  \($0)" }
        lines.append(
            "\(isDry ? "would free" : "freed") \(Quantity.bytes(bytes)) in \(blobs.count) blobs "
                + "and \(leftovers) leftovers")
        if isShared { lines.append("other processes work in the store: what is new was left to them") }
        return lines
    }
}

import ArgumentParser
import OCI
import Verify

/// `imagesmith verify`.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Prove every byte of an image, and tell all that is wrong.",
        discussion: "The codes of findings are listed in docs/findings.md.")

    @Argument(help: "The image, by tag or digest.")
    var image: String

    @Flag(help: "Tell also what is legal but suspicious.")
    var strict = false

    @Option(help: ArgumentHelp("How many layers are read at once.", valueName: "count"))
    var jobs: Int?

    @OptionGroup var store: StoreOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs wants at least 1") }
    }

    func run() async throws {
        let located = try store.resolve(image)
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
}

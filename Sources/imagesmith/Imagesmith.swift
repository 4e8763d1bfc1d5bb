import ArgumentParser
import Glibc

/// The command line of imagesmith.
@main
struct Imagesmith: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imagesmith",
        abstract: "Composes OCI images for AI from layer recipes and tags none that has not passed its smoke test.",
        discussion: """
            IMAGE is NAME[:TAG|@DIGEST] in the local store, or oci:DIR[:TAG|@DIGEST]; for copy, verify, inspect and diff also
            oci-archive:FILE, docker-archive:FILE or docker://HOST/NAME[:TAG|@DIGEST].
            Exit status: 0 as asked; 1 a check found a fault; 2 could not finish; 64 usage.
            """,
        version: Version.text,
        subcommands: [
            LockCommand.self, PlanCommand.self, BuildCommand.self, SmokeCommand.self, VerifyCommand.self,
            SwapCommand.self,
            InspectCommand.self, DiffCommand.self, ListCommand.self, TagCommand.self, CopyCommand.self,
            RollbackCommand.self, RemoveCommand.self, GCCommand.self, LoginCommand.self, LogoutCommand.self,
        ])

    static func main() async {
        // A reader that went away is an error to tell, not a death.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            StoreUses.end()
        } catch {
            StoreUses.end()
            leave(with: error)
        }
    }

    /// Usage errors, help and exit codes are ArgumentParser's to print; all else could not finish.
    private static func leave(with error: any Error) -> Never {
        if exitCode(for: error) != .failure { exit(withError: error) }
        if error is ExitCode { exit(withError: error) }
        Terminal.fail("\(error)")
        Glibc.exit(Outcome.couldNotFinish.rawValue)
    }
}

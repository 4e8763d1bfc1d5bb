import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// The same recipe and lock make the same bytes, wherever and by whomever they are built.
    struct ReproducibilityTests {
        /// What must not show in an image.
        struct Surroundings: CustomTestStringConvertible, Sendable {
            let testDescription: String
            let mask: String
            let jobs: String
            let environment: [String: String?]
        }

        static let surroundings: [Surroundings] = [
            Surroundings(
                testDescription: "one job, umask 077, Turkish, Kathmandu", mask: "077", jobs: "1",
                environment: ["LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"]),
            Surroundings(
                testDescription: "two jobs, umask 022, C, New York", mask: "022", jobs: "2",
                environment: ["LANG": "C", "LC_ALL": "C", "TZ": "America/New_York", "SOURCE_DATE_EPOCH": "1"]),
        ]

        @Test(arguments: surroundings)
        func `makes the same image in other surroundings`(_ surroundings: Surroundings) async throws {
            let image = try await CPUImage.shared
            try await withTemporaryDirectory { directory in
                let tree = try await RecipeTree(in: directory)
                let home = directory.appending("home")
                try home.createDirectories()
                var environment = surroundings.environment
                environment["HOME"] = .some(home.string)
                let wrapper = ["sh", "-c", "umask \(surroundings.mask) && exec \"$0\" \"$@\""]
                let imagesmith = try Imagesmith(store: directory.appending("store"))

                let lock = directory.appending("lock.json")
                try lock.replace(with: try image.lock.read(limit: 1 << 24))
                let locking = try await imagesmith.run(
                    [
                        "lock", tree.cpu.string, "--lock", lock.string, "--update", "runtime", "--update", "ocr-model",
                        "--update", "sentiment-model",
                    ], through: wrapper, environment: environment, in: home)
                #expect(locking.status == 0, "\(locking.errorText)")
                #expect(try lock.read(limit: 1 << 24) == image.lock.read(limit: 1 << 24))

                let outcome = try await imagesmith.run(
                    [
                        "build", tree.cpu.string, "--lock", lock.string, "--candidate", "--json", "--jobs",
                        surroundings.jobs,
                    ], through: wrapper, environment: environment, in: home)
                #expect(outcome.status == 0, "\(outcome.errorText)")
                let document = try outcome.document
                #expect(document["digest"]?.text == image.digest)
                #expect(document["layers"]?.texts("state") == ["composed", "composed", "composed", "composed"])
            }
        }
    }
}

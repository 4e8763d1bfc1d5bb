import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// What a user gets wrong is told in a sentence that says what and where, and changes nothing.
    struct BadInputTests {
        @Test(arguments: BadInput.recipes + BadInput.locks + BadInput.files + BadInput.images + BadInput.usages)
        func `refuses`(_ input: BadInput) async throws {
            try await withTemporaryDirectory { directory in
                let small = try await SmallRecipe(in: directory)
                let arguments = try await input.prepare(small)
                try await expectRefusal(of: arguments, by: small, status: input.status, saying: input.fragments)
            }
        }

        @Test func `refuses another content behind an address, when locking and when building`() async throws {
            let (right, wrong) = (Array("the model".utf8), Array("a modelx!".utf8))
            let digest = Digest(of: right)
            let isHonest = Switch()
            let server = try LoopbackServer(["/model.bin": { .file(isHonest.isOn ? right : wrong, for: $0) }])
            try await withTemporaryDirectory { directory in
                let small = try await SmallRecipe(in: directory)
                try small.write(url: server.url("/model.bin"), sha256: digest.hex)
                let sentence = ["\(server.url("/model.bin"))", "\(Digest(of: wrong))", "\(digest)"]
                try await expectRefusal(of: ["lock", small.recipe.string], by: small, saying: sentence)
                isHonest.turn(on: true)
                try await small.imagesmith.json("lock", small.recipe.string)
                try small.imagesmith.cache.removeTree()
                isHonest.turn(on: false)
                try await expectRefusal(
                    of: ["build", small.recipe.string], by: small,
                    saying: ["cannot fetch model.bin", "\(Digest(of: wrong))", "\(digest)"])
                // What is wrong does not stay in the cache either.
                #expect(try small.imagesmith.cache.appending("sha256").entries().isEmpty)
                isHonest.turn(on: true)
                #expect(try await small.imagesmith("build", small.recipe.string).status == 0)
            }
        }

        @Test func `tells which address cannot be reached`() async throws {
            let content = Array("the model".utf8)
            let server = try LoopbackServer(["/model.bin": { .file(content, for: $0) }])
            try await withTemporaryDirectory { directory in
                let small = try await SmallRecipe(in: directory)
                try small.write(url: server.url("/model.bin"), sha256: Digest(of: content).hex)
                try await small.imagesmith.json("lock", small.recipe.string)
                try small.imagesmith.cache.removeTree()
                server.stop()
                try await expectRefusal(
                    of: ["build", small.recipe.string], by: small,
                    saying: ["cannot fetch model.bin (\(Digest(of: content)), 9 bytes)", server.url("/model.bin")])
            }
        }

        @Test func `fetches nothing offline`() async throws {
            let content = Array("the model".utf8)
            let server = try LoopbackServer(["/model.bin": { .file(content, for: $0) }])
            try await withTemporaryDirectory { directory in
                let small = try await SmallRecipe(in: directory)
                try small.write(url: server.url("/model.bin"), sha256: Digest(of: content).hex)
                try await small.imagesmith.json("lock", small.recipe.string)
                let before = server.requests.count
                let build = ["build", small.recipe.string, "--offline"]
                try small.imagesmith.cache.removeTree()
                try await expectRefusal(
                    of: build, by: small,
                    saying: ["model.bin (\(Digest(of: content))) is not in the cache", "--offline forbids"])
                #expect(server.requests.count == before)
            }
        }

        /// Runs a command that must fail, say why, print no result and leave the store as it was.
        private func expectRefusal(
            of arguments: [String], by small: SmallRecipe, status: Int32 = 2, saying fragments: [String],
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let before = try await small.imagesmith.listing()
            let outcome = try await small.imagesmith.run(arguments)
            #expect(outcome.status == status, "\(outcome.errorText)", sourceLocation: sourceLocation)
            #expect(outcome.text == "", sourceLocation: sourceLocation)
            for fragment in fragments {
                #expect(
                    outcome.errorText.contains(fragment), "'\(fragment)' is not in: \(outcome.errorText)",
                    sourceLocation: sourceLocation)
            }
            let errors = outcome.errorText.split(separator: "\n").filter {
                $0.hasPrefix("imagesmith: error: ") || $0.hasPrefix("Error: ")
            }
            #expect(errors.count == 1, "\(outcome.errorText)", sourceLocation: sourceLocation)
            #expect(try await small.imagesmith.listing() == before, sourceLocation: sourceLocation)
        }
    }
}

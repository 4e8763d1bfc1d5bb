import OCI
import SystemPackage
import TestSupport
import Testing

extension CommandTests {
    /// Whenever a build dies, the store is as it was or as it should become.
    struct CrashTests {
        @Test func `keeps old images and tags through kill -9 at ten moments of a build`() async throws {
            let (old, later) = (try await CPUImage.shared, try await LaterImage.shared)
            try await withTemporaryDirectory { directory in
                let imagesmith = try await old.copy(to: directory)
                var killed = 0
                for fraction in SeededMoments(seed: 20_261_101, count: 10) {
                    // Else a kill after the last layer would leave nothing to compose to the builds that follow.
                    try imagesmith.forgetLayers()
                    killed += try await kill(a: later, with: imagesmith, at: fraction, restoring: old.digest)
                    #expect(try await imagesmith.digest(of: CPUImage.tag) == old.digest)
                    let report = try await imagesmith("verify", CPUImage.tag)
                    #expect(report.status == 0, "\(report.text)\(report.errorText)")
                }
                #expect(killed == 10)

                let built = try await imagesmith.json("build", later.recipe.string)
                #expect(built["digest"]?.text == later.digest)
                #expect(built["tags"] == .array([.string(CPUImage.tag)]))
                #expect(try await imagesmith.digest(of: CPUImage.tag) == later.digest)
                for image in [CPUImage.tag, "@\(old.digest)"] {
                    let report = try await imagesmith("verify", image)
                    #expect(report.status == 0, "\(report.text)\(report.errorText)")
                }
                try await expectNothingLeft(in: imagesmith.store)
                try await expectNothingStaged()
            }
        }

        /// Kills a build at a fraction of its time, earlier if it was faster than expected; how many times it did.
        private func kill(
            a later: LaterImage, with imagesmith: Imagesmith, at fraction: Double, restoring old: String
        ) async throws -> Int {
            var seconds = fraction * (later.duration / .seconds(1))
            while seconds > 0.01 {
                let outcome = try await imagesmith.run(
                    ["build", later.recipe.string],
                    through: ["timeout", "--foreground", "-s", "KILL", "\(seconds)"])
                if outcome.status == 137 { return 1 }
                #expect(outcome.status == 0, "\(outcome.errorText)")
                try await imagesmith.json("tag", "@\(old)", CPUImage.tag)
                try imagesmith.forgetLayers()
                seconds *= 0.7
            }
            return 0
        }

        /// Every file is one that the layout or the store's own records have.
        private func expectNothingLeft(in store: FilePath) async throws {
            let known = "'./(blobs/sha256/[0-9a-f]{64}|\\.imagesmith/layers/[0-9a-f]{64}\\.json)'"
            let others = try await shell(
                "find . -type f -regextype posix-extended ! -regex \(known) | sort", in: store)
            #expect(others.split(separator: "\n") == ["./.imagesmith.lock", "./index.json", "./oci-layout"])
        }

        /// What the dead builds staged in memory is gone: what is there is held by a process that lives.
        private func expectNothingStaged() async throws {
            let left = try await shell(
                """
                for lock in /dev/shm/imagesmith.*/.lock; do
                    if [ -e "$lock" ]; then flock -n "$lock" echo "$lock" || true; fi
                done
                """, in: "/")
            #expect(left == "")
        }
    }
}

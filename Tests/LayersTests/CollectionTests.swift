import Glibc
import Layers
import OCI
import Synchronization
import SystemPackage
import TestSupport
import Testing

struct CollectionTests {
    @Test func `takes nothing from builds that count on layers of the store`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try StoreFixture(in: directory)
            let layout = fixture.layout
            let layers = [
                try fixture.model("one", files: [("a", "1")]),
                try fixture.model("two", at: "opt/models/n", files: [("b", "2")]),
            ]
            let isDone = Atomic(false)
            // Nothing here has a tag, so all of it is garbage whenever no build says that it works here.
            async let collected = runBlocking {
                var blobs = 0
                while !isDone.load(ordering: .relaxed) {
                    blobs += try GarbageCollector(in: layout, history: 0, candidatesSince: .max).run().blobs.count
                    usleep(2000)
                }
                return blobs
            }
            defer { isDone.store(true, ordering: .relaxed) }
            var cached = 0
            for round in 0..<40 {
                let use = try StoreUse(of: layout)
                let image = try await fixture.image(layers)
                let manifest = try layout.manifest(image)
                for blob in [manifest.config] + manifest.layers { try layout.stream(blob) { _ in } }
                for referrer in try layout.referrers(of: image.digest) {
                    for blob in try layout.manifest(referrer).layers { try layout.stream(blob) { _ in } }
                }
                cached += try await fixture.compose(layers).count { $0.isCached }
                use.end()
                withExtendedLifetime(use) {}
                if round % 2 == 0 { try await Task.sleep(for: .milliseconds(20)) }
            }
            isDone.store(true, ordering: .relaxed)
            #expect(try await collected > 0)
            // What a build composed it finds again as long as it works.
            #expect(cached == 80)
        }
    }
}

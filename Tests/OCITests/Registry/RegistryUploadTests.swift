import HTTP
@testable import OCI
import SystemPackage
import TestSupport
import Testing

/// Uploads to registries with the habits of others.
@Suite(.timeLimit(.minutes(5)))
struct RegistryUploadTests {
    private typealias Fixture = UploadFixture
    private static let mebibyte = 1 << 20

    /// A habit, and how a blob of 9.5 MiB gets through it.
    struct Habit: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let chunk: Int
        /// The sizes of the parts that the registry saw, in MiB; nil where they do not matter.
        let parts: [Double]?
        /// How many bytes may be sent beside those of the blob.
        let waste: Int
        let change: @Sendable (inout QuirkRegistry.Quirks) -> Void

        init(
            _ name: String, chunk: Int = 4, parts: [Double]? = nil, waste: Int = 0,
            _ change: @escaping @Sendable (inout QuirkRegistry.Quirks) -> Void
        ) {
            testDescription = name
            self.chunk = chunk << 20
            self.parts = parts
            self.waste = waste << 20
            self.change = change
        }

        static let all: [Habit] = [
            Habit("none", parts: [4, 4, 1.5]) { _ in },
            Habit("whole URLs", parts: [4, 4, 1.5]) { $0.location = .absolute },
            Habit("4 MiB a part, by 413", chunk: 16, waste: 10) { $0.wholeLimit = 4 << 20 },
            Habit("4 MiB a part, by 413, in parts", chunk: 8, parts: [8, 4, 4, 1.5], waste: 8) {
                $0.partLimit = (4 << 20, 413)
            },
            Habit("4 MiB a part, by 416", chunk: 8, parts: [8, 4, 4, 1.5], waste: 8) { $0.partLimit = (4 << 20, 416) },
            Habit("no parts, by 405", parts: [4], waste: 4) { $0.partStatus = 405 },
            Habit("no parts, by 501", parts: [4], waste: 4) { $0.partStatus = 501 },
            Habit("no parts, by 400", parts: [4], waste: 4) { $0.partStatus = 400 },
            Habit("201 after a part", parts: [4, 4, 1.5]) { $0.partStatus = 201 },
            Habit("204 after a part", parts: [4, 4, 1.5]) { $0.partStatus = 204 },
            Habit("a length for the last byte", parts: [4, 4, 1.5]) { $0.rangeShift = 1 },
            Habit("a length for the last byte, and a broken connection", waste: 5) {
                $0.rangeShift = 1
                $0.cutsAt = 5_000_001
            },
            Habit("a byte too few, and a broken connection", waste: 9) {
                $0.rangeShift = -1
                $0.cutsAt = 5_000_001
            },
            Habit("a broken connection", waste: 0) { $0.cutsAt = 5_000_001 },
            Habit("a broken connection in the last part", waste: 0) { $0.cutsAt = 9_900_000 },
            Habit("less than what came", chunk: 3, waste: 10) { $0.keepsOfPart = 2 << 20 },
            Habit("no Range", parts: [4, 4, 1.5]) { $0.hidesRange = true },
            Habit("no Range, and a broken connection", waste: 5) {
                $0.hidesRange = true
                $0.cutsAt = 5_000_001
            },
            Habit("parts of 6 MiB at least", parts: [6, 3.5]) { $0.minimum = 6 << 20 },
            Habit("a lost session", parts: [4, 4, 1.5, 4, 4, 1.5], waste: 10) { $0.losesSessionAfter = 2 },
            Habit("a storm of 500", waste: 8) { $0.storm = (500, 4, "/blobs/uploads/") },
            Habit("a storm of 502", waste: 8) { $0.storm = (502, 4, "/blobs/uploads/") },
            Habit("a storm of 429", waste: 8) { $0.storm = (429, 4, "/blobs/uploads/") },
            Habit("a storm of 500 on a session", waste: 12) { $0.storm = (500, 3, "/blobs/uploads/session") },
            Habit("a storm of 429 on a session", waste: 12) { $0.storm = (429, 3, "/blobs/uploads/session") },
        ]
    }

    @Test(arguments: Habit.all)
    func `a blob gets through a registry's habits`(habit: Habit) throws {
        try withTemporaryDirectory { directory in
            let fixture = try Fixture(9_961_472, in: directory)
            let registry = try Fixture.registry(habit.change)
            let start = ContinuousClock.now
            let delivery = try fixture.push(to: registry, chunk: habit.chunk, isRemembered: true)
            #expect(ContinuousClock.now - start < .seconds(20))
            #expect(fixture.isWhole(at: registry))
            if let parts = habit.parts { #expect(registry.parts.map { Double($0) / 1_048_576 } == parts) }
            #expect(registry.uploaded <= fixture.bytes.count + habit.waste, "\(registry.uploaded)")
            guard case .copied(let sent) = delivery else {
                Issue.record("\(delivery)")
                return
            }
            #expect(sent >= fixture.blob.size)
            // What is done is forgotten.
            #expect(try fixture.journal.directory.entries().isEmpty)
        }
    }

    @Test(arguments: [0, 1, 1 << 20, (1 << 20) + 1])
    func `a blob of any size arrives`(count: Int) throws {
        try withTemporaryDirectory { directory in
            let fixture = try Fixture(count, in: directory)
            let registry = try Fixture.registry()
            #expect(try fixture.push(to: registry) == .copied(bytes: Int64(count)))
            #expect(fixture.isWhole(at: registry))
            #expect(registry.parts == (count > 1 << 20 ? [1 << 20, 1] : []))
        }
    }

    /// A habit that nothing helps against, and what is said of it.
    struct Obstacle: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let sentence: String
        let change: @Sendable (inout QuirkRegistry.Quirks) -> Void

        init(_ name: String, _ sentence: String, _ change: @escaping @Sendable (inout QuirkRegistry.Quirks) -> Void) {
            testDescription = name
            self.sentence = sentence
            self.change = change
        }

        static let all: [Obstacle] = [
            Obstacle("an upload without a place", "did not tell where") { $0.location = .missing },
            Obstacle("an endless storm", "answered 503") { $0.storm = (503, 1_000_000, "/blobs/uploads/") },
            Obstacle("an endless storm on a session", "answered 502") {
                $0.storm = (502, 1_000_000, "/uploads/session")
            },
            Obstacle("other bytes than were sent", "DIGEST_INVALID") { $0.losesBytes = true },
            Obstacle("no writing", "answered 403") { $0.partStatus = 403 },
            Obstacle("neither parts nor a whole", "answered 413") {
                $0.partLimit = (1000, 413)
                $0.wholeLimit = 1000
            },
        ]
    }

    @Test(arguments: Obstacle.all)
    func `a registry that takes no blob is told of, and in time`(obstacle: Obstacle) throws {
        try withTemporaryDirectory { directory in
            let fixture = try Fixture(3_000_000, in: directory)
            let registry = try Fixture.registry(obstacle.change)
            let start = ContinuousClock.now
            let error = #expect(throws: RegistryError.self) { try fixture.push(to: registry) }
            #expect(error?.description.contains(obstacle.sentence) == true, "\(String(describing: error))")
            #expect(ContinuousClock.now - start < .seconds(20))
            #expect(registry.uploaded <= 5 * fixture.bytes.count)
            #expect(registry.blob(fixture.blob.digest.description, in: "team/model") == nil)
        }
    }

    @Test func `a blob goes to no other host unless that is allowed, and no login goes with it`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try Fixture(3_000_000, in: directory)
            let seen = try Fixture.registry()
            let registry = try Fixture.registry { $0.location = .elsewhere(seen.server.origin) }
            let logins = try RegistryFixture.logins([registry.host: "YTpi", seen.host: "YTpi"])
            #expect(
                throws: RegistryError.foreignUpload(
                    try RegistryHost(registry.host),
                    location: "\(seen.server.origin)/v2/team/model/blobs/uploads/session-1?…")
            ) { try fixture.push(to: registry, access: RegistryAccess(logins: logins)) }
            #expect(seen.server.requests.isEmpty)

            let allowed = RegistryAccess(logins: logins, uploadHosts: [try RegistryHost(seen.host)])
            // The other host has no such session: what counts is what it saw.
            #expect(throws: RegistryError.self) { try fixture.push(to: registry, access: allowed) }
            #expect(!seen.server.requests.isEmpty)
            #expect(seen.server.requests.allSatisfy { $0["authorization"] == nil })
        }
    }

    @Test func `a file that changed is never completed`() throws {
        try withTemporaryDirectory { directory in
            for chunk in [1 << 20, 1 << 24] {
                let fixture = try Fixture(3_000_000, in: directory)
                let registry = try Fixture.registry()
                var changed = fixture.bytes
                changed[2_900_000] ^= 1
                try fixture.file.replace(with: changed)
                #expect(
                    throws: LayoutError.digest(expected: fixture.blob.digest, actual: Digest(of: changed))
                ) { try fixture.push(to: registry, chunk: chunk) }
                #expect(!registry.server.requests.contains { $0.method == "PUT" && $0.body.count == changed.count })
                #expect(registry.blob(Digest(of: changed).description, in: "team/model") == nil)
            }
        }
    }

    @Test func `a blob is mounted from another repository of the registry, and sent where it is not mounted`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try Fixture(3_000_000, in: directory)
            for mounts in [true, false] {
                let registry = try Fixture.registry { $0.mounts = mounts }
                registry.keep(fixture.bytes, in: "other/model")
                let sources = [
                    try RegistryRepository("127.0.0.1:1/other/model"), try Fixture.repository(registry, "other/model"),
                ]
                let delivery = try fixture.push(to: registry, mountingFrom: sources)
                #expect(delivery == (mounts ? .mounted : .copied(bytes: fixture.blob.size)))
                #expect(registry.uploaded == (mounts ? 0 : fixture.bytes.count))
                #expect(fixture.isWhole(at: registry))
                // The session that came in place of the mount is the one that is used.
                #expect(registry.opened == (mounts ? 0 : 1))
            }
        }
    }

    @Test func `what an upload lost its process to goes on at the byte that the registry has`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try Fixture(10_000_000, in: directory)
            let registry = try Fixture.registry { $0.cutsAt = 9_000_000 }
            #expect(throws: RegistryError.self) { try fixture.push(to: registry, retries: 0, isRemembered: true) }
            #expect(registry.pending == 9_000_000)
            #expect(try fixture.journal.directory.entries().map(\.string).allSatisfy { $0.hasSuffix(".json") })
            let before = registry.uploaded
            let delivery = try fixture.push(to: registry, isRemembered: true)
            #expect(delivery == .copied(bytes: 1_000_000))
            #expect(registry.uploaded - before == 1_000_000)
            #expect(fixture.isWhole(at: registry) && registry.opened == 1)
            #expect(try fixture.journal.directory.entries().isEmpty)
        }
    }

    @Test func `a registry that cannot be reached leaves the journal as it is`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try Fixture(10_000_000, in: directory)
            let registry = try Fixture.registry { $0.cutsAt = 9_000_000 }
            #expect(throws: RegistryError.self) { try fixture.push(to: registry, retries: 0, isRemembered: true) }
            registry.server.stop()
            let before = try fixture.journal.directory.entries()
            #expect(before.count == 1)
            #expect(throws: RegistryError.self) { try fixture.push(to: registry, retries: 1, isRemembered: true) }
            #expect(try fixture.journal.directory.entries() == before)
        }
    }

    @Test func `a journal that is wrong costs a new upload and nothing else`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try Fixture(3_000_000, in: directory)
            let registry = try Fixture.registry()
            let elsewhere = try Fixture.registry()
            let repository = try Fixture.repository(registry)
            for location in [
                registry.server.url("/v2/team/model/blobs/uploads/gone"), elsewhere.server.url("/v2/x"), "http://[",
            ] {
                let name = Digest(of: Array("\(repository)@\(fixture.blob.digest)".utf8)).hex
                try fixture.journal.directory.createDirectories()
                try fixture.journal.directory.appending("\(name).json").replace(
                    with: JSON.object(["location": .string(location), "offset": 5]).canonical())
                #expect(try fixture.push(to: registry, isRemembered: true) == .copied(bytes: 3_000_000))
            }
            #expect(fixture.isWhole(at: registry) && elsewhere.server.requests.isEmpty)
        }
    }

    @Test func `a registry that falls silent is given up`() throws {
        try withTemporaryDirectory { directory in
            let fixture = try Fixture(3_000_000, in: directory)
            let registry = try Fixture.registry { $0.holdsAt = 2_500_000 }
            let start = ContinuousClock.now
            // One silence is survived: the session tells what came.
            try fixture.push(to: registry, lowSpeedTime: .seconds(1))
            #expect(fixture.isWhole(at: registry))
            #expect(ContinuousClock.now - start < .seconds(20))
            registry.server.release()
        }
    }

    @Test(
        arguments: [
            ("ghcr.io", .whole, true), ("europe-docker.pkg.dev", .whole, true), ("gcr.io", .whole, true),
            ("eu.gcr.io", .whole, true), ("1.dkr.ecr.eu-west-1.amazonaws.com", .whole, false),
            ("docker.io", .chunks(of: 32 << 20), true), ("ghcr.io.example.org", .chunks(of: 32 << 20), true),
            ("localhost:5000", .chunks(of: 32 << 20), true),
        ] as [(String, RegistryQuirks.Uploads, Bool)])
    func `registries are known by their hosts`(host: String, uploads: RegistryQuirks.Uploads, mounts: Bool) throws {
        let quirks = RegistryQuirks.of(try RegistryHost(host))
        #expect(quirks.uploads == uploads && quirks.mounts == mounts)
        #expect(quirks.sources.allSatisfy { $0.hasPrefix("https://") } && !quirks.sources.isEmpty)
        let asked = RegistryAccess(chunkSize: 1 << 20)
        #expect(asked.uploads(to: try RegistryHost(host)) == .chunks(of: 1 << 20))
    }
}

import Glibc
import OCI
import SystemPackage
import Testing
@testable import Verify

/// Structured mutation: `make mutate` tries every mutant, other runs of the tests one in sixteen. See docs/verify.md.
struct MutationTests {
    private enum Kind: String, CaseIterable, Sendable {
        case blobs, documents, headers

        func mutants(_ bench: MutationBench) throws -> [Mutant] {
            switch self {
            case .blobs: try BlobMutants.all(bench)
            case .documents: try JSONMutants.all(bench)
            case .headers: try TarMutants.all(bench)
            }
        }
    }

    private static let isFull = getenv("IMAGESMITH_MUTATE") != nil

    private static func run(_ kind: Kind) async throws -> MutationCounts {
        let clock = ContinuousClock()
        var counts = MutationCounts()
        var made = 0
        let time = try await clock.measure {
            let workers = isFull ? 2 : 1
            let results = try await (0..<workers).concurrentMap(width: workers) { worker in
                var counts = MutationCounts()
                try await withMemoryDirectory { root in
                    let bench = try MutationBench(root.appending("layout"))
                    let mutants = try kind.mutants(bench)
                    let step = isFull ? 1 : kind == .documents ? 1 : 16
                    for (index, mutant) in mutants.enumerated()
                    where index % step == 0 && index / step % workers == worker {
                        try await bench.count(mutant, into: &counts)
                    }
                }
                return counts
            }
            for result in results { counts += result }
            made = counts.total
        }
        let perMinute = Int(Double(made) * 60 / Double(max(1, time.components.seconds)))
        print(
            "mutate \(kind.rawValue): \(made) mutants, \(perMinute) a minute: \(counts.found) found, "
                + "\(counts.otherImages) are other images, \(counts.sameImage) name the same image, "
                + "\(counts.wrong.count) missed")
        return counts
    }

    @Test(.timeLimit(.minutes(30))) func `every changed byte of a blob is found`() async throws {
        #expect(try await MutationTests.run(.blobs).wrong == [])
    }

    @Test(.timeLimit(.minutes(30))) func `every changed key is found, or makes another image by a rule`() async throws {
        let counts = try await MutationTests.run(.documents)
        #expect(counts.wrong == [])
        #expect(counts.total > 150)
    }

    @Test(.timeLimit(.minutes(30))) func `every changed field of a tar header is found, or makes another image`()
        async throws
    {
        let counts = try await MutationTests.run(.headers)
        #expect(counts.wrong == [])
        #expect(counts.found > counts.otherImages)
    }
}

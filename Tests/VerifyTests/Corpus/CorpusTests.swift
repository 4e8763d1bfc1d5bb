import OCI
import SystemPackage
import Testing
@testable import Verify

struct CorpusTests {
    private static func codes(_ findings: [Finding]) -> [String] {
        Set(findings.map(\.code.rawValue)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    @Test(arguments: Corpus.bad) func `a bad image yields its codes`(_ damage: Damage) async throws {
        try await withMemoryDirectory { root in
            try await Corpus.write(damage, to: root.appending("layout"))
            let findings = try await Corpus.findings(root.appending("layout"))
            #expect(CorpusTests.codes(findings) == damage.codes)
            // Without `--strict` the same is found, as far as it is an error.
            let errors = findings.filter { $0.severity == .error }
            #expect(try await Corpus.findings(root.appending("layout"), strict: false) == errors)
            for finding in findings { #expect(!finding.description.unicodeScalars.contains { $0.value < 0x20 }) }
        }
    }

    @Test(arguments: Corpus.twins) func `a good twin yields nothing`(_ damage: Damage) async throws {
        try await withMemoryDirectory { root in
            try await Corpus.write(damage, to: root.appending("layout"))
            #expect(try await Corpus.findings(root.appending("layout")) == [])
        }
    }

    @Test func `the corpus is as large as promised, and no name stands twice`() {
        let names = (Corpus.bad + Corpus.twins).map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Corpus.bad.count >= 200 && Corpus.twins.count >= 60)
        #expect(Corpus.bad.allSatisfy { !$0.codes.isEmpty } && Corpus.twins.allSatisfy { $0.codes.isEmpty })
        print("corpus: \(Corpus.bad.count) bad images, \(Corpus.twins.count) good twins")
    }

    /// The codes of comparisons that tests name one by one.
    private static let named: Set<FindingCode> = [
        .lockBinding, .lockMalformed, .lockLayers, .reproduceLayers, .reproduceCompression, .reproduceConfig,
        .rootfsOwner, .rootfsDevice, .archiveMalformed,
    ]
    /// The codes that the tables of comparisons and those tests expect.
    private static let compared: Set<FindingCode> = {
        let lines =
            (LockDamage.debian + LockDamage.wheels + LockDamage.declared + LockDamage.privileges).flatMap(\.findings)
            + RootDamage.all.flatMap(\.findings) + Deviation.all.map(\.finding)
        return named.union(
            lines.compactMap { $0.split(separator: " ").first.flatMap { FindingCode(rawValue: String($0)) } })
    }()

    /// The check of the checks: without the code in question such an image would pass.
    @Test(arguments: FindingCode.allCases) func `every code is all that is wrong with some bad image`(
        _ code: FindingCode
    ) {
        // Object files are made by a linker: `LibraryFindingTests` has them. And what an image is compared with has tables
        // and tests of its own.
        if code.rawValue.hasPrefix("elf-") || CorpusTests.compared.contains(code) { return }
        // libarchive's own opinion never stands alone here, and bytes of another number have another digest.
        let besides: Set<FindingCode> = code == .blobSize ? [.blobDigest] : [.tarDisagreement]
        let alone = Corpus.bad.contains { damage in
            damage.codes.filter { name in !besides.contains { $0.rawValue == name } } == [code.rawValue]
        }
        #expect(alone || code == .tarDisagreement)
    }
}

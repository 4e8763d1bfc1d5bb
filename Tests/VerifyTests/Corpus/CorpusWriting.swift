import Glibc
import OCI
import SystemPackage
import Testing
@testable import Verify

/// Writes the corpus to disk for `scripts/compare-verifiers`: a layout for each case, with the tag `sample`, and a list.
struct CorpusWriting {
    @Test(.enabled(if: getenv("IMAGESMITH_CORPUS") != nil))
    func `writes the corpus where it is asked for`() async throws {
        let root = FilePath(try #require(getenv("IMAGESMITH_CORPUS").map { String(cString: $0) }))
        try root.createDirectories()
        var list = ""
        for damage in Corpus.bad + Corpus.twins {
            try await Corpus.write(damage, to: root.appending(damage.name), forPeers: true)
            let isError = FindingCode.allCases.contains {
                $0.severity == .error && damage.codes.contains($0.rawValue)
            }
            let severity = damage.codes.isEmpty ? "none" : isError ? "error" : "strict"
            list += "\(damage.name)\t\(severity)\t\(damage.codes.joined(separator: " "))\n"
        }
        try root.appending("cases.tsv").write(Array(list.utf8))
    }
}

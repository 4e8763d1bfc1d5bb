import Archive
import Glibc
import OCI
import SystemPackage
import TestSupport
import Testing
@testable import Verify

/// What bad images may cost: 256 MB of memory and ten seconds of a processor, whatever they ask for.
@Suite(.serialized) struct LimitTests {
    struct Bomb: CustomStringConvertible, Sendable {
        let description: String
        let code: FindingCode
        let write: @Sendable (FilePath) throws -> Void
    }

    /// An image whose second layer is these bytes.
    private static func layer(_ type: MediaType, _ write: @escaping @Sendable () throws -> [UInt8])
        -> @Sendable (FilePath) throws -> Void
    {
        { root in
            var image = try SampleImage.real()
            let bytes = try write()
            image.layers[1].mediaType = type
            image.layers[1].pack = { _ in bytes }
            _ = try image.write(to: root)
        }
    }

    private static func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count * count)
        for _ in 0..<count { out += bytes }
        return out
    }

    private static let gibibytes = 12

    static let bombs: [Bomb] = [
        Bomb(
            description: "12 GiB of zeros as gzip", code: .layerLimit,
            write: layer(.layerGzip) {
                let head = try RawStream.gzip(RawTar.header("zeros", size: RawTar.octal(6 << 30, 11)))
                return try head + repeated(RawStream.gzip([UInt8](repeating: 0, count: 1 << 20)), gibibytes << 10)
            }),
        Bomb(
            description: "12 GiB of zeros as zstd", code: .layerLimit,
            write: layer(.layerZstd) {
                let head = RawStream.raw(RawTar.header("zeros", size: RawTar.octal(6 << 30, 11)), isLast: false)
                let run = repeated(RawStream.run(0, 128 << 10, isLast: false), gibibytes << 13)
                return RawStream.frame(
                    descriptor: 0, header: [0x38], blocks: [head, run, RawStream.run(0, 1, isLast: true)])
            }),
        Bomb(
            description: "a window of 2 GiB", code: .layerLimit,
            write: layer(.layerZstd) {
                RawStream.frame(descriptor: 0x04, header: [0xa8], blocks: [RawStream.raw(RawTar.end, isLast: true)])
            }),
        Bomb(
            description: "an extended header of 8 GiB", code: .tarLimit,
            write: layer(.layer) {
                RawTar.header("x", type: "x", size: "77777777777") + [UInt8](repeating: 0x61, count: 1 << 20)
            }),
        Bomb(
            description: "an extended header of 1 MiB of short records", code: .tarPaxMalformed,
            write: layer(.layer) {
                let records = (0..<65_000).flatMap { RawTar.record("k\($0)", "v") }
                return RawTar.extended("x", records) + RawTar.end
            }),
        Bomb(
            description: "a hundred thousand faults", code: .tarPathEscape,
            write: layer(.layerGzip) {
                try repeated(RawStream.gzip(repeated(RawTar.header("../a\u{1b}[2J"), 1000)), 100)
                    + RawStream.gzip(RawTar.end)
            }),
        Bomb(
            description: "4 MiB of brackets", code: .jsonLimit,
            write: { root in
                var image = try SampleImage.real()
                image.editConfig = { _ in String(repeating: "[", count: 4_000_000) }
                _ = try image.write(to: root)
            }),
        Bomb(
            description: "a hundred thousand diffIDs", code: .jsonLimit,
            write: { root in
                var image = try SampleImage.real()
                let more = String(repeating: "\"\(Digest(of: [1]))\",", count: 100_000)
                image.editConfig = { $0.swapping("\"diff_ids\":[", "\"diff_ids\":[\(more)") }
                _ = try image.write(to: root)
            }),
        Bomb(
            description: "forty thousand layers", code: .diffIDCount,
            write: { root in
                var image = try SampleImage.real()
                image.editManifest = { text in
                    guard let start = text.firstRange(of: "\"layers\":["),
                        let end = text.firstRange(of: "}],\"mediaType\"")
                    else { return text }
                    let layers = text[start.upperBound..<end.lowerBound] + "}"
                    let count = (4 << 20) / (layers.utf8.count + 1) - 4
                    return text[..<start.upperBound]
                        + repeatElement(String(layers), count: count).joined(separator: ",")
                        + text[end.lowerBound...].dropFirst()
                }
                _ = try image.write(to: root)
            }),
    ]

    @Test(.timeLimit(.minutes(10)), arguments: bombs)
    func `a bomb costs little, and is found`(_ bomb: Bomb) async throws {
        let program = try #require(getenv("IMAGESMITH_PROGRAM").map { String(cString: $0) })
        try await withTemporaryDirectory { root in
            try bomb.write(root.appending("layout"))
            let output = try await shell(
                """
                cd \(root)
                status=0
                /usr/bin/time -f '%U %S %M' -o cost \(program) verify oci:\(root)/layout:sample --offline --json > out || status=$?
                echo $status; cat cost; cat out
                """)
            let lines = output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            #expect(lines.first == "1")
            let cost = try #require(lines.first { $0.wholeMatch(of: /[0-9.]+ [0-9.]+ [0-9]+/) != nil }).split(
                separator: " ")
            let seconds = (Double(cost[0]) ?? .infinity) + (Double(cost[1]) ?? .infinity)
            let megabytes = (Int(cost[2]) ?? .max) / 1000
            print("limits: \(bomb): \(seconds) s of a processor, \(megabytes) MB")
            #expect(seconds < 30 && megabytes < 256)
            #expect(output.contains("\"\(bomb.code)\""))
            #expect(!output.utf8.contains(0x1b))
        }
    }
}

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

    /// Thousands of entries, each made by a number of its own, and the archive's end.
    private static func many(_ thousands: Int = 999, _ entry: (Int) -> [UInt8]) throws -> [UInt8] {
        var out: [UInt8] = []
        for thousand in 0..<thousands {
            var entries: [UInt8] = []
            for number in 0..<1000 { entries += entry(100_000_000 + thousand * 1000 + number) }
            out += try RawStream.gzip(entries)
        }
        return try out + RawStream.gzip(RawTar.end)
    }

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
            description: "a million entries of one name", code: .tarDuplicatePath,
            write: layer(.layerGzip) {
                try repeated(RawStream.gzip(repeated(RawTar.header("same/name"), 1000)), 1000)
                    + RawStream.gzip(RawTar.end)
            }),
        Bomb(
            description: "a million links to nowhere", code: .tarLinkTarget,
            write: layer(.layerGzip) {
                try many { RawTar.hardLink("links/\($0)", "nowhere/\($0)") }
            }),
        Bomb(
            description: "two thousand directories for each of a thousand entries", code: .tarLimit,
            write: layer(.layerGzip) {
                try (0..<1100).flatMap { number in
                    let path = "\(number)/" + String(repeating: "a/", count: 2000) + "f"
                    return try RawStream.gzip(
                        RawTar.extended("x", RawTar.record("path", path)) + RawTar.header("file"))
                } + RawStream.gzip(RawTar.end)
            }),
        Bomb(
            description: "half a million names of 200 bytes", code: .tarLimit,
            write: layer(.layerGzip) {
                let long = String(repeating: "n", count: 191)
                return try many(500) {
                    RawTar.extended("x", RawTar.record("path", "\($0)\(long)")) + RawTar.header("file")
                }
            }),
        Bomb(
            description: "faults with names of a mebibyte", code: .tarPathLength,
            write: layer(.layerGzip) {
                let long = String(repeating: "n", count: 1_000_000)
                let one = try RawStream.gzip(
                    RawTar.extended("x", RawTar.record("path", long)) + RawTar.header("file"))
                return try repeated(one, 240) + RawStream.gzip(RawTar.end)
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
        try await withTemporaryDirectory { root in
            try bomb.write(root.appending("layout"))
            let (status, output) = try await LimitTests.verify(root, bomb.description)
            #expect(status == "1")
            #expect(output.contains("\"\(bomb.code)\""))
            #expect(!output.utf8.contains(0x1b))
        }
    }

    @Test(.timeLimit(.minutes(10))) func `a sound layer of a million files costs little`() async throws {
        try await withTemporaryDirectory { root in
            var image = try SampleImage.real()
            var hasher = SHA256Hasher()
            let bytes = try LimitTests.many { number in
                let header = RawTar.header("usr/share/directory-\(number / 100)/file-\(number)")
                hasher.update(header)
                return header
            }
            hasher.update(RawTar.end)
            // The archive as a whole is never in memory, so the configuration gets its digest by hand.
            let (before, after) = (Digest(of: image.layers[1].tar), hasher.finish())
            image.editConfig = { $0.swapping(before.description, after.description) }
            image.layers[1].mediaType = .layerGzip
            image.layers[1].pack = { _ in bytes }
            _ = try image.write(to: root.appending("layout"))
            let (status, output) = try await LimitTests.verify(root, "a million files")
            #expect(status == "0")
            #expect(output.contains("\"findings\": []"))
        }
    }

    /// Runs verify on the layout in a directory, and looks at what it took.
    private static func verify(
        _ root: FilePath, _ name: String
    ) async throws -> (status: String?, output: String) {
        let program = try #require(getenv("IMAGESMITH_PROGRAM").map { String(cString: $0) })
        let output = try await shell(
            """
            cd \(root)
            status=0
            /usr/bin/time -f '%U %S %M' -o cost \(program) verify oci:\(root)/layout:sample --offline --json > out || status=$?
            echo $status; cat cost; cat out
            """)
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let cost = try #require(lines.first { $0.wholeMatch(of: /[0-9.]+ [0-9.]+ [0-9]+/) != nil }).split(
            separator: " ")
        let seconds = (Double(cost[0]) ?? .infinity) + (Double(cost[1]) ?? .infinity)
        let megabytes = (Int(cost[2]) ?? .max) / 1000
        print("limits: \(name): \(seconds) s of a processor, \(megabytes) MB")
        #expect(seconds < 30 && megabytes < 256)
        return (lines.first, output)
    }
}

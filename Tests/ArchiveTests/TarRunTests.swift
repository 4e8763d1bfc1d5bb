import Archive
import Testing

struct TarRunTests {
    private func entries() throws -> [TarEntry] {
        [
            try TarEntry(path: TarPath("a"), kind: .file(size: 3), mode: 0o644, modified: 0),
            try TarEntry(path: TarPath("b"), kind: .file(size: 0), mode: 0o644, modified: 0),
            try TarEntry(path: TarPath("c"), kind: .symbolicLink(target: [97]), mode: 0o777, modified: 0),
            try TarEntry(path: TarPath("d"), kind: .file(size: 513), mode: 0o644, modified: 0),
        ]
    }

    private let contents: [[UInt8]] = [[1, 2, 3], [], [], [UInt8](repeating: 9, count: 513)]

    /// The archive as the writer makes it entry by entry.
    private func whole() throws -> [UInt8] {
        let sink = Sink()
        var writer = TarWriter { sink.bytes += $0 }
        for (entry, content) in zip(try entries(), contents) { try writer.append(entry) { try $0.write(content) } }
        try writer.finish()
        return sink.bytes
    }

    @Test func `a run written content by content is what the entries one by one make`() throws {
        let sink = Sink()
        var writer = TarWriter { sink.bytes += $0 }
        let entries = try entries()
        try writer.append(run: entries) { run in
            try contents[0].withUnsafeBytes { try run.write($0, of: 0) }
            for byte in contents[3] { try [byte].withUnsafeBytes { try run.write($0, of: 3) } }
        }
        try writer.finish()
        #expect(try sink.bytes == whole())
        #expect(writer.size == Int64(sink.bytes.count))
    }

    @Test(arguments: [1, 511, 512, 4096]) func `a run is cut into its contents however it comes`(_ step: Int) throws {
        let sink = Contents()
        let reader = TarRunReader(try entries()) { index, bytes in
            if bytes.isEmpty { sink.found.append([]) }
            sink.found[index] += bytes
        }
        let bytes = Array(try whole().dropLast(Int(TarWriter.endSize)))
        for start in stride(from: 0, to: bytes.count, by: step) {
            try bytes[start..<min(start + step, bytes.count)].withUnsafeBytes { try reader.write($0) }
        }
        try reader.finish()
        #expect(sink.found == contents)
    }

    @Test func `a run of another size than its entries take is refused`() throws {
        let bytes = Array(try whole().dropLast(Int(TarWriter.endSize)))
        let expected = Int64(bytes.count)
        let entries = try entries()
        #expect(throws: TarError.runSize(expected: expected, actual: expected - 1)) {
            var writer = TarWriter { _ in }
            try writer.append(run: entries) { run in
                try bytes.dropLast().withUnsafeBytes { try run.writeEncoded($0) }
            }
        }
        #expect(throws: TarError.runSize(expected: expected, actual: expected - 1)) {
            let reader = TarRunReader(entries) { _, _ in }
            try bytes.dropLast().withUnsafeBytes { try reader.write($0) }
            try reader.finish()
        }
        #expect(throws: TarError.runSize(expected: expected, actual: expected + 1)) {
            let reader = TarRunReader(entries) { _, _ in }
            try (bytes + [0]).withUnsafeBytes { try reader.write($0) }
        }
        #expect(throws: TarError.contentSize(entries[0].path, expected: 3, actual: 4)) {
            var writer = TarWriter { _ in }
            try writer.append(run: entries) { run in
                try [UInt8](repeating: 0, count: 4).withUnsafeBytes { try run.write($0, of: 0) }
            }
        }
    }

    private final class Sink { var bytes: [UInt8] = [] }
    private final class Contents { var found: [[UInt8]] = [] }
}

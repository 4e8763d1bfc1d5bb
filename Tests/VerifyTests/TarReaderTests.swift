import SystemPackage
import TestSupport
import Testing
@testable import Verify

struct TarReaderTests {
    private func faults(_ archive: [UInt8], chunk: Int, limits: AuditLimits = AuditLimits()) -> [TarFault] {
        var reader = TarReader(LayerTree(limits: limits))
        archive.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: chunk) {
                reader.write(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + chunk, bytes.count)]))
            }
        }
        reader.finish()
        if !reader.isCutShort { reader.visitor.finish() }
        return reader.visitor.faults
    }

    @Test(arguments: TarCase.sound + TarCase.headers + TarCase.extended + TarCase.paths)
    func `finds exactly what is wrong, however the bytes are cut`(_ archive: TarCase) {
        let whole = faults(archive.archive, chunk: max(1, archive.archive.count))
        #expect(whole.map(\.code.rawValue) == archive.codes)
        #expect(faults(archive.archive, chunk: 1) == whole)
        #expect(faults(archive.archive, chunk: 511) == whole)
    }

    @Test func `stops at the bound of entries, of names and of faults`() {
        var limits = AuditLimits()
        limits.entriesPerLayer = 2
        let three = [RawTar.file("a"), RawTar.file("b"), RawTar.file("c"), RawTar.file("../d"), RawTar.end].flatMap {
            $0
        }
        #expect(faults(three, chunk: 4096, limits: limits).map(\.code) == [.tarLimit])
        limits = AuditLimits()
        limits.nameBytesPerLayer = 2
        #expect(faults(three, chunk: 4096, limits: limits).map(\.code) == [.tarLimit])
        limits = AuditLimits()
        // The root, `a` and `b`; then directories that nobody listed.
        limits.layerPaths.paths = 3
        #expect(faults(three, chunk: 4096, limits: limits).map(\.code) == [.tarLimit])
        #expect(faults(RawTar.file("a/b/c") + RawTar.end, chunk: 4096, limits: limits).map(\.code) == [.tarLimit])
        limits.layerPaths = PathTable.Size(paths: 100, nameBytes: 2)
        #expect(faults(three, chunk: 4096, limits: limits).map(\.code) == [.tarLimit])
        limits = AuditLimits()
        limits.faultsPerLayer = 3
        let bad = (0..<9).flatMap { RawTar.file("../\($0)") } + RawTar.end
        #expect(
            faults(bad, chunk: 4096, limits: limits).map(\.code)
                == [.tarPathEscape, .tarPathEscape, .tarPathEscape, .tarLimit])
    }

    @Test func `a size in base 256 and a saturated one agree with pax`() {
        // 9 GiB: too much for octal digits; the content itself is left out, so that the archive is truncated, no more.
        let size = 9 << 30
        let record = RawTar.extended("x", RawTar.record("size", "\(size)"))
        for field in ["00000000000", "77777777777"] {
            let archive = record + RawTar.header("a", size: field)
            #expect(faults(archive, chunk: 4096).map(\.code) == [.tarTruncated])
        }
    }

    /// One line for each entry: what bsdtar prints, without the time.
    private struct Lister: TarVisitor {
        var lines: [String] = []
        var times: [Int64] = []
        var faults: [TarFault] = []

        mutating func visit(_ member: TarMember) -> Bool {
            let type: Character
            var tail = ""
            switch member.kind {
            case .directory: type = "d"
            case .symbolicLink:
                type = "l"
                tail = " -> \(String(decoding: member.link, as: UTF8.self))"
            case .hardLink:
                type = "h"
                tail = " link to \(String(decoding: member.link, as: UTF8.self))"
            case .fifo: type = "p"
            case .characterDevice: type = "c"
            case .blockDevice: type = "b"
            case .file, .unknown: type = "-"
            }
            let path = String(decoding: member.path, as: UTF8.self)
            let mode = Lister.text(member.mode)
            lines.append("\(type)\(mode) \(member.user) \(member.group) \(member.size) \(path)\(tail)")
            times.append(member.modified)
            return true
        }

        mutating func content(_ bytes: UnsafeRawBufferPointer) {}
        mutating func fault(_ fault: TarFault) { faults.append(fault) }

        private static func text(_ mode: UInt16) -> String {
            var text = Array("rwxrwxrwx").enumerated().map { mode & (0o400 >> UInt16($0)) == 0 ? "-" : $1 }
            for (bit, place, letters) in [(0o4000, 2, "sS"), (0o2000, 5, "sS"), (0o1000, 8, "tT")]
                as [(UInt16, Int, String)]
            where mode & bit != 0 {
                text[place] = Array(letters)[text[place] == "x" ? 0 : 1]
            }
            return String(text)
        }
    }

    @Test(arguments: [
        "tar --format=gnu -cf", "tar --format=pax -cf", "tar --format=posix -b 1 -cf", "bsdtar --format=pax -cf",
        "bsdtar --format=gnutar -cf", "bsdtar -cf",
    ])
    func `lists a real tree as bsdtar and GNU tar do`(_ packer: String) async throws {
        try await withTemporaryDirectory { root in
            let long = String(repeating: "long-component-", count: 9)
            try await shell(
                """
                mkdir \(root)/tree && cd \(root)/tree
                cp -a /etc etc 2>/dev/null || true
                mkdir -p \(long)/\(long) && echo content > \(long)/\(long)/file && ln -s \(long)/\(long)/file link
                ln \(long)/\(long)/file hard && mkdir sticky && chmod 1777 sticky && chmod 4755 hard
                echo x > größe && touch -d '1969-12-31 23:00:00 UTC' old && mkfifo fifo
                cd \(root) && \(packer) layer.tar -C tree .
                """)
            let bytes = try root.appending("layer.tar").bytes()
            var reader = TarReader(Lister())
            bytes.withUnsafeBytes { reader.write($0) }
            reader.finish()
            #expect(reader.visitor.faults == [])
            let listed = try await shell("bsdtar --numeric-owner -tvf \(root)/layer.tar").split(separator: "\n").map {
                let parts = $0.split(separator: " ", maxSplits: 8).map(String.init)
                return "\(parts[0]) \(parts[2]) \(parts[3]) \(parts[4]) \(parts[8])"
            }
            #expect(reader.visitor.lines.count > 50)
            #expect(reader.visitor.lines == listed)
            let times = try await shell("tar --full-time --numeric-owner -tvf \(root)/layer.tar | awk '{print $4, $5}'")
            let ours = reader.visitor.times.map { "@\($0)" }.joined(separator: "\n") + "\n"
            try root.appending("times").write(Array(ours.utf8))
            let expected = try await shell("date -u -f \(root)/times '+%Y-%m-%d %H:%M:%S'")
            // GNU tar prints fractions of a second where there are some.
            #expect(
                times.split(separator: "\n").map { $0.prefix(19) }
                    == expected.split(separator: "\n").map { $0.prefix(19) })
        }
    }
}

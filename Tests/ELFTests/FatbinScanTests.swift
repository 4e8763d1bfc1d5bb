import ELF
import TestSupport
import Testing

struct FatbinScanTests {
    private static func module(kind: UInt32, capability: UInt32, size: Int, header: Int = 64) -> [UInt8] {
        var bytes = ObjectFile.words([0x0101 << 16 | kind, UInt32(header)]) + ObjectFile.quads([UInt64(size)])
        bytes += ObjectFile.words([0, 0, 0, capability])
        bytes += [UInt8](repeating: 0, count: header - bytes.count)
        // What a module holds is passed over, even where it looks like a container.
        return bytes + (ObjectFile.words([0xba55_ed50, 0x0010_0001]) + [UInt8](repeating: 7, count: size)).prefix(size)
    }

    private static func container(_ modules: [UInt8]) -> [UInt8] {
        ObjectFile.words([0xba55_ed50, 0x0010_0001]) + ObjectFile.quads([UInt64(modules.count)]) + modules
    }

    private static func scan(_ bytes: [UInt8], pieces: Int) -> GPUCode {
        var scan = FatbinScan()
        bytes.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: pieces) {
                scan.write(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + pieces, bytes.count)]))
            }
        }
        return scan.code
    }

    private static func amounts(_ code: [Int: GPUCode.Amount]) -> [Int: [Int64]] {
        code.mapValues { [Int64($0.modules), $0.bytes] }
    }

    @Test(arguments: [1, 5, 8, 100, 1 << 20])
    func `the architectures of every container are found in whatever pieces they come`(pieces: Int) {
        let first = Self.container(
            Self.module(kind: 2, capability: 70, size: 48) + Self.module(kind: 2, capability: 86, size: 80)
                + Self.module(kind: 1, capability: 86, size: 24, header: 80))
        let second = Self.container(Self.module(kind: 2, capability: 86, size: 16))
        let code = Self.scan(
            [UInt8](repeating: 1, count: 24) + first + [UInt8](repeating: 0, count: 8) + second, pieces: pieces)
        #expect(Self.amounts(code.machineCode) == [70: [1, 48], 86: [2, 96]])
        #expect(Self.amounts(code.ptx) == [86: [1, 24]])
    }

    @Test func `a magic number at an odd place, of another version or without a sound module means nothing`() {
        let sound = Self.container(Self.module(kind: 2, capability: 70, size: 8))
        #expect(Self.scan([0] + sound, pieces: 64).isEmpty)
        var version = sound
        version[4] = 2
        #expect(Self.scan(version, pieces: 64).isEmpty)
        var size = sound
        size[16 + 8 + 7] = 0xff
        #expect(Self.scan(size, pieces: 64).isEmpty)
        #expect(Self.scan(Array(sound[..<40]), pieces: 64).isEmpty)
        // After nonsense, what comes next is found.
        #expect(Self.amounts(Self.scan(size[..<80] + sound, pieces: 64).machineCode) == [70: [1, 8]])
    }

    @Test func `code runs on its own generation, and PTX on later ones unless it is a few strays`() {
        let modules = [70, 80, 86].flatMap { capability in
            (0..<20).flatMap { _ in Self.module(kind: 2, capability: capability, size: 8) }
        }
        let stray = Self.scan(Self.container(modules + Self.module(kind: 1, capability: 52, size: 8)), pieces: 1 << 20)
        let served = GPUGeneration.all.map(\.capability).filter { stray.runs(on: $0) }
        #expect(served == [70, 75, 80, 86, 89])
        #expect(stray.isTrivial)
        #expect(!Self.scan(Self.container(Self.module(kind: 2, capability: 52, size: 4096)), pieces: 999).isTrivial)
        let ptx = (0..<2).flatMap { _ in Self.module(kind: 1, capability: 86, size: 8) }
        let portable = Self.scan(Self.container(modules + ptx), pieces: 1 << 20)
        #expect(GPUGeneration.all.allSatisfy { portable.runs(on: $0.capability) })
    }
}

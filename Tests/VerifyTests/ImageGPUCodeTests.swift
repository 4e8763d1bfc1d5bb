import OCI
import SystemPackage
import TestSupport
import Testing
@testable import Verify

struct ImageGPUCodeTests {
    /// A layer of files with fat binaries, of modules of 4 KiB: 1 for PTX, 2 for machine code.
    private static func layer(_ files: [(String, [(kind: UInt32, capability: UInt32)])]) -> SampleImage.Layer {
        var tar: [UInt8] = []
        for (name, modules) in files {
            var bytes: [UInt8] = []
            for module in modules {
                bytes += ObjectFile.words([0x0101 << 16 | module.kind, 64]) + ObjectFile.quads([4096])
                bytes += ObjectFile.words([0, 0, 0, module.capability]) + [UInt8](repeating: 0, count: 32 + 4096)
            }
            let whole = ObjectFile.words([0xba55_ed50, 0x0010_0001]) + ObjectFile.quads([UInt64(bytes.count)]) + bytes
            let content = modules.isEmpty ? [] : whole
            tar += RawTar.header(name, count: content.count) + RawTar.padded(content)
        }
        return SampleImage.Layer(tar: tar + [UInt8](repeating: 0, count: 1024))
    }

    @Test func `each library says which GPUs it does not serve`() async throws {
        try await withTemporaryDirectory { directory in
            var image = try SampleImage.sound()
            image.layers = [
                Self.layer([
                    ("opt/libphi.so", [70, 75, 80, 86].map { (2, $0) } + [(1, 52)]), ("opt/libgone.so", [(2, 70)]),
                    ("opt/libnew.so", [(2, 70)]),
                ]),
                Self.layer([("opt/.wh.libgone.so", []), ("opt/libnew.so", [(2, 90), (1, 90)])]),
            ]
            let written = try image.write(to: directory)
            let code = try await ImageGPUCode(of: written.descriptor, in: written.layout, jobs: 2)
            #expect(
                code.lines == [
                    "gpu       opt/libnew.so: machine code sm_90, PTX sm_90 (1 module); does not run on Volta (V100), "
                        + "Turing (T4), Ampere (A100), Ampere (A10), Ada (L4, L40)",
                    "gpu       opt/libphi.so: machine code sm_70 sm_75 sm_80 sm_86, PTX sm_52 (1 module)",
                ])
            let none = try await ImageGPUCode(
                of: SampleImage.sound().write(to: directory.appending("none")).descriptor,
                in: ImageLayout(at: directory.appending("none")), jobs: 1)
            #expect(none.lines == ["gpu       no library holds code for GPUs"])
        }
    }
}

import Testing

@testable import ModelRuntime

struct MachineTests {
    @Test(arguments: [
        ("NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024\n", "550.54.15"),
        (
            "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build\nGCC version:  gcc 12.2.0\n",
            "570.86.15"
        ),
        ("nothing of the kind\n", nil),
    ])
    func `finds the driver's version`(text: String, version: String?) {
        #expect(Machine.driver(in: Array(text.utf8)) == version)
    }

    @Test(arguments: [
        ("Name:\tx\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\n", 2),
        ("Cpus_allowed:\tff,ffffffff,00000001\n", 41),
        ("Name:\tx\n", 1),
    ])
    func `counts the processors that may be used`(status: String, count: Int) {
        #expect(SessionSettings.processors(in: Array(status.utf8)) == count)
    }

    @Test
    func `bounds the number of threads`() {
        #expect(SessionSettings(device: .cpu, threads: 0).threads == 1)
        #expect(SessionSettings(device: .cpu, threads: 1_000_000).threads == 1024)
        #expect(SessionSettings(device: .cpu).threads >= 1)
    }

    @Test
    func `always takes a profile on a GPU`() {
        #expect(SessionSettings(device: .gpu(0)).profiled)
        #expect(!SessionSettings(device: .cpu).profiled)
    }
}

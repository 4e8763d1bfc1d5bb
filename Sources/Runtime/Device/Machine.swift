/// What of NVIDIA's devices and driver this process can see.
struct Machine: Sendable {
    /// The device nodes, `/dev/nvidia0` and so on.
    let devices: [Path]
    /// The version of the kernel driver, or nil when none is loaded.
    let driver: String?
    /// The driver library and its GPUs, or why it cannot be asked.
    let cuda: Result<CUDADriver, CUDADriverError>

    init(cudaLibrary: String = CUDADriver.library) throws {
        let directory = try Directory(Path("/dev"))
        devices = try directory.names().filter { Self.isDevice($0.string) }.map(directory.path.appending)
        let path = try Path("/proc/driver/nvidia/version")
        if let file = try? InputFile(path) {
            driver = Self.driver(in: file.prefix(4096))
        } else {
            driver = nil
        }
        cuda = Result { () throws(CUDADriverError) in try CUDADriver(library: cudaLibrary) }
    }

    private static func isDevice(_ name: String) -> Bool {
        let number = name.utf8.dropFirst(6)
        return name.hasPrefix("nvidia") && !number.isEmpty && number.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The first word of the form 570.86.15; the words before it differ between the driver's flavours.
    static func driver(in text: [UInt8]) -> String? {
        text.split { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 }.first { word in
            let parts = word.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            return parts.count >= 2
                && parts.allSatisfy { part in
                    !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) }
                }
        }.map { String(decoding: $0, as: UTF8.self) }
    }
}

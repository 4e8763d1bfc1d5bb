import ELF

/// Whether what the environment tells NVIDIA's container toolkit is what the layers hold, and no layer brings what is the
/// driver's.
enum GPUVariables {
    static func faults(of execution: ExecutionFields, in tree: LibraryTree) -> [PolicyFault] {
        var majors: Set<Int> = []
        var usesDriver = false
        var bundled: [TreeFile] = []
        tree.forEachFile { file in
            let name = file.path[((file.path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...]
            if name.starts(with: "libcudart".utf8) {
                usesDriver = true
                if let major = major(of: name) { majors.insert(major) }
            }
            if isDriver(name), !isStandIn(file.path) { bundled.append(file) }
            if case .scanned(.object(let object)) = file.content, let dynamic = object.dynamic {
                usesDriver = usesDriver || dynamic.needed.contains(where: DriverLibraries.contains)
            }
        }
        return bundled.map { file in
            PolicyFault(.driverLibrary, layer: file.layer, path: Array(file.path.dropFirst()), "a driver's own library")
        } + disagreements(execution, usesDriver: usesDriver, majors: majors).map { PolicyFault(.configGPU, $0) }
    }

    private static func disagreements(_ execution: ExecutionFields, usesDriver: Bool, majors: Set<Int>) -> [String] {
        var faults: [String] = []
        if let devices = execution.variable("NVIDIA_VISIBLE_DEVICES"), !devices.isEmpty {
            let isHidden = ["none", "void"].contains(devices)
            if isHidden == usesDriver {
                faults.append(
                    "NVIDIA_VISIBLE_DEVICES=\(devices)"
                        + (usesDriver
                            ? ", and the layers hold programs for GPUs" : ", and no layer holds anything for a GPU"))
            }
        }
        if let text = execution.variable("NVIDIA_DRIVER_CAPABILITIES"), !majors.isEmpty {
            let words = NVIDIAVariable.words(text)
            if !words.isEmpty, !words.contains("all"), !words.contains("compute") {
                faults.append("NVIDIA_DRIVER_CAPABILITIES=\(text) lacks compute, and the layers hold CUDA")
            }
        }
        if let text = execution.variable("NVIDIA_REQUIRE_CUDA"), let newest = majors.max(),
            let least = NVIDIAVariable.leastCUDA(text).max(by: { ($0.major, $0.minor) < ($1.major, $1.minor) }),
            least.major != newest
        {
            faults.append(
                "NVIDIA_REQUIRE_CUDA asks for CUDA \(least.major).\(least.minor), and the layers hold CUDA \(newest)")
        }
        return faults
    }

    /// The first number behind `.so.`, as in `libcudart.so.11.0` and `libcudart-d0da41ae.so.11.8.89`.
    private static func major(of name: ArraySlice<UInt8>) -> Int? {
        guard let mark = name.firstRange(of: Array(".so.".utf8)) else { return nil }
        return Int(String(decoding: name[mark.upperBound...].prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self))
    }

    /// The kernel's side of these is the machine's: a container with others than the machine's own does not start.
    private static func isDriver(_ name: ArraySlice<UInt8>) -> Bool {
        [
            "libcuda.so.", "libcudadebugger.so.", "libnvidia-ml.so.", "libnvidia-ptxjitcompiler.so.", "libnvcuvid.so.",
        ].contains { name.starts(with: $0.utf8) }
    }

    /// What programs are linked with, and NVIDIA's packages for newer CUDA upon older drivers, stand apart by their directory.
    private static func isStandIn(_ path: [UInt8]) -> Bool {
        path.split(separator: UInt8(ascii: "/")).contains {
            $0.elementsEqual("stubs".utf8) || $0.elementsEqual("compat".utf8)
        }
    }
}

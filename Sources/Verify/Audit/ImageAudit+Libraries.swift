import ELF
import OCI

extension ImageAudit {
    /// Whether every object file finds what it needs in the layers as they lie upon each other; nothing is said of an image
    /// for another platform than linux/amd64.
    func libraryFindings(
        _ layers: [Descriptor?], in tree: LibraryTree, config: ConfigReading?
    ) async throws -> [Finding] {
        let isServed = config?.platform.map { $0.os == "linux" && $0.architecture == "amd64" } ?? false
        guard isServed else { return [] }
        let libraryPath = config?.libraryPath ?? []
        let needs = try await runBlocking { LibraryNeeds(of: tree, libraryPath: libraryPath) }
        var findings = needs.faults.map { fault in
            let descriptor = layers[fault.layer]
            return Finding(
                fault.reason.code, subject: descriptor?.digest,
                layer: descriptor.map { ImageAudit.layerName($0, at: fault.layer) }, path: fault.path,
                actual: fault.reason.text)
        }
        if needs.isCutShort {
            findings.append(
                Finding(.elfNeeded, subject: nil, actual: "more than \(LibraryNeeds.limit) faults of object files"))
        }
        return findings
    }
}

extension LibraryFault.Reason {
    fileprivate var code: FindingCode {
        switch self {
        case .missing: .elfNeeded
        case .unreachable: .elfUnreachable
        case .interpreter: .elfInterpreter
        case .malformed: .elfMalformed
        }
    }

    fileprivate var text: String {
        switch self {
        case .missing(let name): "\(PrintableText(name.bytes))"
        case .unreachable(let name, let path): "\(PrintableText(name.bytes)), which is \(PrintableText(path))"
        case .interpreter(let name): "\(PrintableText(name.bytes))"
        case .malformed(let fault): fault.description
        }
    }
}

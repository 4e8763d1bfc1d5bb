import Layers
import OCI
import SystemPackage
@testable import Verify

extension ImageTarget {
    /// Reads a document as everything it could be; what is JSON must be the same after it was written and read again.
    static func readDocuments(_ bytes: [UInt8]) -> Bool {
        guard let json = try? JSON(parsing: bytes) else { return true }
        if let again = try? JSON(parsing: json.canonical()) {
            precondition(again == json, "JSON changed on its way")
        }
        _ = DocumentCheck.parse(bytes, shape: .manifest, subject: nil, limits: .document)
        _ = DocumentCheck.parse(bytes, shape: .config, subject: nil, limits: .document)
        let manifest = ManifestReading(json)
        if manifest.errors.isEmpty, manifest.kind == .manifest, let read = try? Manifest(json) {
            precondition((try? Manifest(read.json)) == read, "a manifest changed on its way")
        }
        for fault in ConfigCheck(json).faults {
            let text = "\(PrintableText(fault.actual))"
            precondition(!text.utf8.contains { $0 < 0x20 || $0 == 0x7f }, "a control character in a finding")
        }
        if ConfigReading(json).errors.isEmpty, let read = try? ImageConfig(json) {
            precondition((try? ImageConfig(read.json)) == read, "a configuration changed on its way")
        }
        return true
    }

    /// Parses a recipe.
    static func readRecipe(_ bytes: [UInt8]) -> Bool {
        do { _ = try Recipe(parsing: bytes, file: "recipe.yaml") } catch { _ = "\(error)" }
        return true
    }

    /// Parses a lock; what is one must be the same after it was written and read again.
    static func readLock(_ bytes: [UInt8]) -> Bool {
        guard let json = try? JSON(parsing: bytes, limits: .large) else { return true }
        do {
            let lock = try Lock(json)
            precondition((try? Lock(lock.json)) == lock, "a lock changed on its way")
        } catch { _ = "\(error)" }
        return true
    }
}

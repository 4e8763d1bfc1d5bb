@testable import ModelRuntime

extension FuzzTarget {
    /// Parses the bytes as JSON and as a model manifest; what is JSON must be the same after it was written and read again.
    static func parseManifest(_ input: inout Input) -> Bool {
        let bytes = input.remainder()
        if let value = try? JSONParser.parse(bytes) {
            precondition((try? JSONParser.parse(Array(value.serialized.utf8))) == value, "JSON changed on its way")
        }
        do { _ = try ModelManifest.parse(bytes, Path("model.json")) } catch { _ = "\(error)" }
        return true
    }
}

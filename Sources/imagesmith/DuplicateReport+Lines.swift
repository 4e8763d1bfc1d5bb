import Verify

extension DuplicateReport {
    /// The lines for people.
    var lines: [String] {
        var lines = ["savable   \(Quantity.bytes(savable)) of content"]
        for group in equal {
            lines.append(
                "equal     \(group.files.count) × \(Quantity.bytes(group.files[0].size)), \(group.files[0].digest)")
            lines += group.files.map { "          \($0.layer): /\($0.path)" }
        }
        for hidden in hidden {
            lines.append(
                "hidden    \(Quantity.bytes(hidden.file.size)) by \(hidden.by), \(hidden.file.layer): /\(hidden.file.path)"
            )
        }
        for library in libraries {
            lines.append("library   \(library.name) in several layers, not the same")
            lines += library.files.map { "          \($0.layer): /\($0.path) \(Quantity.bytes($0.size)) \($0.digest)" }
        }
        return lines
    }
}

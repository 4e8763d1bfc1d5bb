import OCI

extension ImageName {
    /// A name from the command line that a layout can hold as a tag: told before any work, not after it.
    init(tagging text: String) throws {
        try self.init(text)
        _ = try refName()
    }
}

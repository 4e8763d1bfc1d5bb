public import OCI

/// The recipe and the lock that an image carries, by the digests that its manifest names.
public struct CarriedDocuments: Hashable, Sendable {
    /// The recipe's text.
    public let recipe: [UInt8]
    /// The lock, in JSON.
    public let lock: [UInt8]

    /// Reads what an image carries.
    ///
    /// - Returns: Nil where it carries no recipe and lock of its own, or others than it names.
    /// - Throws: `LayoutError`.
    public init?(of image: Descriptor, in layout: ImageLayout) throws {
        var report = ConformanceReport()
        guard let binding = try LockBinding.find(for: image, in: layout, report: &report),
            binding.owner.digest == image.digest, let blob = binding.recipe
        else { return nil }
        recipe = try layout.read(blob)
        lock = binding.lock
    }
}

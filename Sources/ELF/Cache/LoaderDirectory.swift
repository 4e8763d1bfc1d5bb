/// A directory whose libraries go into the loader's cache.
struct LoaderDirectory {
    /// The path as it is configured; it is what the cache names.
    let path: [UInt8]
    let node: LibraryTree.Node
    /// The name of the subdirectory of `glibc-hwcaps`; nil for a directory itself.
    let capability: [UInt8]?
}

/// The layer of the loader's configuration and cache as the recipe asks for it.
public struct LibrariesRecipe: Hashable, Sendable {
    /// The name of the file in `/etc/ld.so.conf.d`.
    public let name: LoaderFileName
    /// The directories that the loader is to look through, beside the image's own; never empty.
    public let directories: [LibraryDirectory]
}

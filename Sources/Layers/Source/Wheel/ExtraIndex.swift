/// An index beside the first, for the packages that it names and for no other; and they come from it alone, so that nobody
/// can put a package of that name into another index.
public struct ExtraIndex: Hashable, Sendable {
    /// The index.
    public let name: PythonIndexName
    /// The packages, sorted.
    public let packages: [ProjectName]

    /// An index with its packages.
    public init(name: PythonIndexName, packages: some Sequence<ProjectName>) {
        self.name = name
        self.packages = Set(packages).sorted()
    }
}

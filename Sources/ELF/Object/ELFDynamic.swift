/// An object's dynamic section, as far as it says which libraries are loaded and where they are looked for.
public struct ELFDynamic: Hashable, Sendable {
    /// The name under which others need it.
    public let soname: LibraryName?
    /// The libraries that it needs, in its order.
    public let needed: [LibraryName]
    /// `DT_RPATH`, directories divided by colons; of no meaning where there is a ``runPath``.
    public let rPath: [UInt8]?
    /// `DT_RUNPATH`, directories divided by colons.
    public let runPath: [UInt8]?
    /// Whether the default directories and what the cache has of them are not for it (`DF_1_NODEFLIB`).
    public let ignoresDefaults: Bool

    init(soname: LibraryName?, needed: [LibraryName], rPath: [UInt8]?, runPath: [UInt8]?, ignoresDefaults: Bool) {
        self.soname = soname
        self.needed = needed
        self.rPath = rPath
        self.runPath = runPath
        self.ignoresDefaults = ignoresDefaults
    }

    /// The bytes of all its texts.
    var textSize: Int {
        needed.reduce((soname?.bytes.count ?? 0) + (rPath?.count ?? 0) + (runPath?.count ?? 0)) { $0 + $1.bytes.count }
    }
}

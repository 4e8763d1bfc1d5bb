import OCI

/// What a layer shows of its wheels: where they go, which files, and what is added to them.
public struct WheelsLayout: Hashable, Sendable {
    /// Where the parts of wheels go.
    public let scheme: InstallScheme
    /// The files that are wanted, by patterns below the scheme's site; empty wants all. What a `.dist-info` directory holds
    /// is always wanted: metadata and licences stay with the files.
    public let only: [PathGlob]
    /// Symbolic links beside the files, sorted by path, no path twice.
    public let links: [WheelLink]
    /// The byte-code that is made of sources; nil for none.
    public let bytecode: BytecodeLock?

    /// A layout; lists are sorted here.
    ///
    /// - Throws: `WheelError.linkTwice`.
    public init(
        scheme: InstallScheme, only: some Sequence<PathGlob> = [], links: some Sequence<WheelLink> = [],
        bytecode: BytecodeLock? = nil
    ) throws(WheelError) {
        self.scheme = scheme
        self.only = Set(only).sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
        self.links = links.sorted { $0.path < $1.path }
        for (first, second) in zip(self.links, self.links.dropFirst()) where first.path == second.path {
            throw .linkTwice(first.path)
        }
        self.bytecode = bytecode
    }

    /// The plain layout of a scheme: all files, and nothing else.
    public init(scheme: InstallScheme) {
        self.scheme = scheme
        only = []
        links = []
        bytecode = nil
    }

    /// The members that a lock holds: `"scheme"`, and what is not as by default of `"bytecode"`, `"links"` and `"only"`.
    static let members: Set<String> = ["bytecode", "links", "only", "scheme"]

    /// Reads the members of a lock.
    init(_ object: JSONObject) throws(JSONError) {
        let scheme = try InstallScheme(object.required("scheme"))
        var only: [PathGlob] = []
        for element in try object.optional("only")?.elements() ?? [] {
            let text = try element.string()
            do { only.append(try PathGlob(text)) } catch { throw element.invalid(error.description) }
        }
        var links: [WheelLink] = []
        for element in try object.optional("links")?.elements() ?? [] { links.append(try WheelLink(element)) }
        let bytecode = try object.optional("bytecode").map { field throws(JSONError) in try BytecodeLock(field) }
        let layout: WheelsLayout
        do {
            layout = try WheelsLayout(scheme: scheme, only: only, links: links, bytecode: bytecode)
        } catch { throw JSONField(.null).invalid(error.description) }
        guard layout.only == only, layout.links == links else {
            throw JSONField(.null).invalid("'only' or 'links' is not sorted, or holds something twice")
        }
        self = layout
    }

    /// `links` as JSON; nil for none.
    var linksJSON: JSON? { links.isEmpty ? nil : .array(links.map(\.json)) }
    /// `only` as JSON; nil for all.
    var onlyJSON: JSON? { only.isEmpty ? nil : .array(only.map { .string($0.text) }) }
}

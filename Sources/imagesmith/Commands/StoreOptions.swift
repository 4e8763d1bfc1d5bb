import ArgumentParser
import OCI
import SystemPackage

/// The options of every command: where the store is, and in which form to answer.
struct StoreOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The store, an OCI image layout.", valueName: "dir"))
    var store: String?

    @Flag(help: "Print one JSON document on stdout, and nothing else there.")
    var json = false

    /// The store's directory: the option, else `IMAGESMITH_STORE`, else below `XDG_DATA_HOME`.
    var path: FilePath {
        if let store { return Environment.absolute(FilePath(store)) }
        if let variable = Environment["IMAGESMITH_STORE"] { return Environment.absolute(FilePath(variable)) }
        return Environment.directory("XDG_DATA_HOME", below: ".local/share").appending("store")
    }

    /// The store, made where there is none, to work in.
    func createdLayout() throws -> ImageLayout {
        let layout = try ImageLayout(creatingAt: path)
        try StoreUses.begin(layout)
        return layout
    }

    /// The layout that a reference means, made where there is none, to work in: the store or another layout.
    func createdLayout(of reference: ImageReference) throws -> ImageLayout {
        if reference.layout == nil { return try createdLayout() }
        let layout = try ImageLayout(creatingAt: root(of: reference))
        if try isCollected(layout, reference) { try StoreUses.begin(layout) }
        return layout
    }

    /// The store as it is, to look at or to clean up.
    func existingLayout() throws -> ImageLayout { try ImageLayout(at: path) }

    /// The layout and the image that a reference names, to work with: no collection takes them away meanwhile.
    func resolveToUse(_ text: String) throws -> LocatedImage {
        let reference = try ImageReference(text)
        let layout = try ImageLayout(at: root(of: reference))
        guard try isCollected(layout, reference) else { return try resolve(text) }
        try StoreUses.begin(layout)
        let located = try resolve(text)
        try layout.keep(image: located.descriptor)
        return located
    }

    /// Whether collections take from a layout. Another tool's is collected by nobody, and may not be ours to write to.
    private func isCollected(_ layout: ImageLayout, _ reference: ImageReference) throws -> Bool {
        try reference.layout == nil || layout.root.appending(".imagesmith").status() != nil
    }

    /// The layout and the image that a reference names.
    func resolve(_ text: String) throws -> LocatedImage {
        let reference = try ImageReference(text)
        let layout = try ImageLayout(at: root(of: reference))
        return LocatedImage(layout: layout, descriptor: try layout.resolve(reference))
    }

    /// The directory of the layout that a reference means.
    func root(of reference: ImageReference) -> FilePath { reference.layout.map { Environment.absolute($0) } ?? path }
}

/// An image and the layout that it lies in.
struct LocatedImage {
    let layout: ImageLayout
    let descriptor: Descriptor
}

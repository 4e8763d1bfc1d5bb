import Archive

/// What can be fuzzed of what reads images, recipes and locks.
enum ImageTarget: String, CaseIterable {
    case tar, gzip, zstd, json, recipe, lock

    /// Runs the target once; false when the input says nothing about it. A wrong result ends the process.
    func run(_ bytes: [UInt8]) -> Bool {
        switch self {
        case .tar: Self.readTar(bytes)
        case .gzip: Self.decompress(bytes, .gzip)
        case .zstd: Self.decompress(bytes, .zstd)
        case .json: Self.readDocuments(bytes)
        case .recipe: Self.readRecipe(bytes)
        case .lock: Self.readLock(bytes)
        }
    }
}

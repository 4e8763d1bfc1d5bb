/// Reads the file `/etc/ld.so.cache` of an image as the loader does.
///
/// Source: glibc 2.36, sysdeps/generic/dl-cache.h; the older format that may stand before is passed over.
struct LibraryCacheReader {
    /// Where the files of a name lie, in the order of the cache.
    private(set) var paths: [LibraryName: [[UInt8]]] = [:]
    /// More entries than any system has, and than names of a whole file.
    private static let mostEntries = 1 << 20

    /// Nil for a file that the loader would not read either.
    init?(_ file: [UInt8]) {
        guard let start = LibraryCacheReader.start(of: file) else { return nil }
        let cache = LittleEndianBytes(file[start...])
        guard cache.count >= LibraryCache.headerSize else { return nil }
        let count = Int(cache.u32(20))
        guard count <= LibraryCacheReader.mostEntries,
            count <= (cache.count - LibraryCache.headerSize) / LibraryCache.entrySize
        else { return nil }
        for index in 0..<count {
            let place = LibraryCache.headerSize + index * LibraryCache.entrySize
            guard cache.u32(place) == LibraryCache.flags,
                let key = LibraryCacheReader.text(cache.bytes, at: Int(cache.u32(place + 4))),
                let value = LibraryCacheReader.text(cache.bytes, at: Int(cache.u32(place + 8))),
                let name = try? LibraryName(key)
            else { continue }
            paths[name, default: []].append(Array(value))
        }
    }

    private static func start(of file: [UInt8]) -> Int? {
        let magic = Array("glibc-ld.so.cache1.1".utf8)
        if file.starts(with: magic) { return 0 }
        guard file.starts(with: "ld.so-1.7.0".utf8), file.count >= 16 else { return nil }
        // Eleven bytes of magic and one of padding, the number of entries, and twelve bytes for each; then aligned to eight.
        let old = Int(LittleEndianBytes(file[...]).u32(12))
        let start = (16 + old * 12 + 7) / 8 * 8
        guard start <= file.count, file[start...].starts(with: magic) else { return nil }
        return start
    }

    private static func text(_ bytes: ArraySlice<UInt8>, at place: Int) -> ArraySlice<UInt8>? {
        guard place < bytes.count else { return nil }
        let rest = bytes[(bytes.startIndex + place)...].prefix(4096)
        guard let end = rest.firstIndex(of: 0) else { return nil }
        return rest[..<end]
    }
}

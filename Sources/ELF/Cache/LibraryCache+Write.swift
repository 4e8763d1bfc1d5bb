extension LibraryCache {
    /// The file `/etc/ld.so.cache`.
    ///
    /// - Parameter generator: Who made it, which the file says at its end; Debian's ldconfig writes
    ///   `ldconfig (Debian GLIBC VERSION) stable release version UPSTREAM`.
    /// Source: glibc 2.36, sysdeps/generic/dl-cache.h, "glibc-ld.so.cache1.1", and elf/cache.c.
    public func file(generator: String) -> [UInt8] {
        let used = Set(entries.compactMap(\.capability)).sorted { $0.lexicographicallyPrecedes($1) }
        let strings = StringTable(
            Set(entries.map(\.name.bytes)).union(entries.map(\.path)).union(capabilities))
        let start = LibraryCache.headerSize + LibraryCache.entrySize * entries.count
        let extensions = (start + strings.bytes.count + 3) / 4 * 4
        var file = Array("glibc-ld.so.cache1.1".utf8)
        file.append(u32: UInt32(entries.count))
        file.append(u32: UInt32(strings.bytes.count))
        // The order of bytes, then the place of the extensions, then what is not used.
        file.append(u32: 2)
        file.append(u32: UInt32(extensions))
        for _ in 0..<3 { file.append(u32: 0) }
        for entry in entries {
            file.append(u32: LibraryCache.flags)
            file.append(u32: UInt32(start) + strings.offset(of: entry.name.bytes))
            file.append(u32: UInt32(start) + strings.offset(of: entry.path))
            file.append(u32: 0)
            // The low half counts the processors' names, the high half says that it does.
            let capability = entry.capability.flatMap { used.firstIndex(of: $0) }
            file.append(u32: capability.map { UInt32($0) } ?? 0)
            file.append(u32: capability == nil ? 0 : 1 << 30 | UInt32(entry.isaLevel))
        }
        file += strings.bytes
        file += [UInt8](repeating: 0, count: extensions - file.count)
        LibraryCache.appendExtensions(
            to: &file, generator: Array(generator.utf8),
            capabilities: used.map { UInt32(start) + strings.offset(of: $0) })
        return file
    }

    private static func appendExtensions(to file: inout [UInt8], generator: [UInt8], capabilities: [UInt32]) {
        let sections = capabilities.isEmpty ? 1 : 2
        let content = file.count + 8 + 16 * sections
        file.append(u32: 0xeaa4_2174)
        file.append(u32: UInt32(sections))
        let size = 4 * capabilities.count
        for section in [(0, content + size, generator.count), (1, content, size)].prefix(sections) {
            file.append(u32: UInt32(section.0))
            file.append(u32: 0)
            file.append(u32: UInt32(section.1))
            file.append(u32: UInt32(section.2))
        }
        for capability in capabilities { file.append(u32: capability) }
        file += generator
    }

    static let headerSize = 48
    static let entrySize = 24
    /// An ELF library for libc 6 on AMD64.
    static let flags: UInt32 = 0x303
}

extension [UInt8] {
    fileprivate mutating func append(u32 value: UInt32) {
        for shift in [0, 8, 16, 24] as [UInt32] { append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}

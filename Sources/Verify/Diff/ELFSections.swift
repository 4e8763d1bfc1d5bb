import ELF
import OCI

/// The sections of an object file, its build ID and the libraries that it needs.
///
/// Source: System V gABI, chapter 4, "Sections"; for the build ID the GNU note of type 3 in `.note.gnu.build-id`.
struct ELFSections: Hashable {
    struct Section: Hashable {
        let size: UInt64
        let digest: Digest
    }

    /// The sections by name; of two with one name the first.
    private(set) var sections: [String: Section] = [:]
    private(set) var buildID: String?
    private(set) var needed: [String] = []

    /// The most sections that are looked at.
    private static let most = 4096

    /// - Returns: Nil for what is no ELF64 file in little-endian order with a table of sections.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 64, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else { return nil }
        func number(_ offset: Int, _ size: Int) -> UInt64? {
            guard offset >= 0, offset <= bytes.count - size else { return nil }
            return bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        func range(_ offset: UInt64, _ size: UInt64) -> Range<Int>? {
            guard offset <= UInt64(bytes.count), size <= UInt64(bytes.count) - offset else { return nil }
            return Int(offset)..<Int(offset + size)
        }
        guard let table = number(40, 8), let entrySize = number(58, 2), let count = number(60, 2),
            let names = number(62, 2), entrySize >= 64, count > 0, count <= UInt64(ELFSections.most),
            range(table, entrySize * count) != nil
        else { return nil }
        func header(_ index: UInt64) -> Int { Int(table + entrySize * index) }
        guard names < count, let namesOffset = number(header(names) + 24, 8),
            let namesSize = number(header(names) + 32, 8), let namesRange = range(namesOffset, namesSize)
        else { return nil }
        for index in 1..<max(1, count) {
            guard let nameOffset = number(header(index), 4), let type = number(header(index) + 4, 4),
                let offset = number(header(index) + 24, 8), let size = number(header(index) + 32, 8),
                nameOffset < UInt64(namesRange.count)
            else { return nil }
            let name = bytes[(namesRange.lowerBound + Int(nameOffset))..<namesRange.upperBound].prefix { $0 != 0 }
            let text = String(decoding: name.prefix(200), as: UTF8.self)
            // A section of the type NOBITS takes no room in the file.
            let content = type == 8 ? bytes[0..<0] : range(offset, size).map { bytes[$0] } ?? bytes[0..<0]
            if sections[text] == nil { sections[text] = Section(size: size, digest: Digest(of: content)) }
            if text == ".note.gnu.build-id", content.count > 16 {
                buildID = content.dropFirst(16).prefix(64).map { hexByte($0) }.joined()
            }
        }
        let content = ELFContent(size: Int64(bytes.count)) { range in
            Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
        }
        if case .object(let object) = content { needed = object.dynamic?.needed.map(\.description) ?? [] }
    }

    /// What changed from these sections to others, in words.
    func changes(to other: ELFSections) -> [String] {
        var lines: [String] = []
        if buildID != other.buildID { lines.append("ELF build ID \(buildID ?? "none") → \(other.buildID ?? "none")") }
        for library in needed where !other.needed.contains(library) { lines.append("ELF no longer needs \(library)") }
        for library in other.needed where !needed.contains(library) { lines.append("ELF now needs \(library)") }
        let names = Set(sections.keys).union(other.sections.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for name in names {
            switch (sections[name], other.sections[name]) {
            case (let old?, let new?) where old != new:
                lines.append(
                    "ELF section \(name): \(old.size == new.size ? "other content" : "\(old.size) → \(new.size) bytes")"
                )
            case (let old?, nil): lines.append("ELF section \(name): \(old.size) bytes → gone")
            case (nil, let new?): lines.append("ELF section \(name): new, \(new.size) bytes")
            default: break
            }
        }
        return lines
    }
}

import Archive
import OCI
import SystemPackage

extension DecodedPackage {
    /// The index that stands behind the frames: whose it is, for which epoch, the frames' digests and places, the members and
    /// the entries.
    static func index(
        of package: Digest, epoch: Int64, frames: [Frame], members: [String: DebPackage.Member],
        entries: [PackageEntry]
    ) -> [UInt8] {
        var writer = PackageIndexWriter()
        writer.put(Array(package.hex.utf8))
        writer.put(epoch)
        writer.put(frames.count)
        for frame in frames {
            writer.put(Array(frame.digest.hex.utf8))
            writer.put(frame.ranges.count)
            for range in frame.ranges {
                writer.put(range.lowerBound)
                writer.put(range.upperBound)
            }
        }
        writer.put(members.count)
        for (name, member) in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            writer.put(Array(name.utf8))
            writer.put(member.mode)
            writer.put(member.modified)
            writer.put(member.bytes)
        }
        writer.put(entries.count)
        for entry in entries { put(entry, &writer) }
        return writer.bytes
    }

    /// Reads an index back, and checks it as strictly as a package itself.
    init(index: [UInt8], of package: Digest, in file: FilePath, size: Int64, merged: MergedPaths) throws {
        var reader = PackageIndexReader(index)
        guard try reader.content().elementsEqual(package.hex.utf8) else { throw DecodedPackageFault.index }
        let epoch: Int64 = try reader.number()
        guard try reader.count() == PackagePart.allCases.count else { throw DecodedPackageFault.index }
        var frames: [Frame] = []
        for _ in PackagePart.allCases {
            let digest = try Digest(hex: String(decoding: try reader.content(), as: UTF8.self))
            var ranges: [Range<Int64>] = []
            for _ in 0..<(try reader.count()) {
                let (start, end) = (try reader.number(Int64.self), try reader.number(Int64.self))
                guard 0 <= start, start < end, end <= size else { throw DecodedPackageFault.index }
                ranges.append(start..<end)
            }
            frames.append(Frame(ranges: ranges, digest: digest))
        }
        var members: [String: DebPackage.Member] = [:]
        for _ in 0..<(try reader.count()) {
            let name = String(decoding: try reader.content(), as: UTF8.self)
            let (mode, modified) = (try reader.number(UInt16.self), try reader.number(Int64.self))
            guard DebPackage.isMemberName(name) else { throw DecodedPackageFault.index }
            members[name] = DebPackage.Member(bytes: try reader.content(), mode: mode, modified: modified)
        }
        var entries: [PackageEntry] = []
        for _ in 0..<(try reader.count()) { entries.append(try Self.entry(&reader)) }
        guard reader.isAtEnd else { throw DecodedPackageFault.index }
        try self.init(members: members, entries: entries, epoch: epoch, frames: frames, in: file, merged: merged)
    }

    private static func put(_ entry: PackageEntry, _ writer: inout PackageIndexWriter) {
        writer.put(entry.path?.bytes ?? [])
        switch entry.kind {
        case .directory: writer.put(0)
        case .file(let size):
            writer.put(1)
            writer.put(size)
        case .symbolicLink(let target):
            writer.put(2)
            writer.put(target)
        case .hardLink(let target):
            writer.put(3)
            writer.put(target.bytes)
        }
        for number in [Int64(entry.mode), Int64(entry.owner.user), Int64(entry.owner.group), entry.modified] {
            writer.put(number)
        }
    }

    private static func entry(_ reader: inout PackageIndexReader) throws -> PackageEntry {
        let path = try reader.content()
        let kind: PackageEntry.Kind =
            switch try reader.number(Int.self) {
            case 0: .directory
            case 1: .file(size: try reader.number())
            case 2: .symbolicLink(target: try reader.content())
            case 3: .hardLink(try TarPath(try reader.content()))
            default: throw DecodedPackageFault.index
            }
        guard !path.isEmpty || kind == .directory else { throw DecodedPackageFault.index }
        return PackageEntry(
            path: path.isEmpty ? nil : try TarPath(path), kind: kind,
            mode: try reader.number(UInt16.self),
            owner: TarOwner(user: try reader.number(UInt32.self), group: try reader.number(UInt32.self)),
            modified: try reader.number())
    }
}

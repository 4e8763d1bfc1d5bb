public import OCI

/// Where the contents of one file differ, and what that means.
public struct ContentChange: Hashable, Sendable {
    /// The offset of the first byte that differs, or at which one of them ends.
    public let offset: Int64
    /// The byte there before; nil past the end.
    public let old: UInt8?
    /// The byte there now; nil past the end.
    public let new: UInt8?
    /// What differs, in the terms of the file's format; empty for formats that are not looked into.
    public let summary: [PrintableText]

    /// The most lines of a summary.
    static let longestSummary = 20

    /// The change as a member of a difference.
    public var json: JSON {
        .members([
            "offset": .integer(offset), "old": old.map { .integer(Int64($0)) }, "new": new.map { .integer(Int64($0)) },
            "summary": summary.isEmpty ? nil : .array(summary.map { .string($0.description) }),
        ])
    }

    /// The change for people: where, and what it means.
    public var lines: [String] {
        func text(_ byte: UInt8?) -> String { byte.map { "0x\(hexByte($0))" } ?? "the end" }
        return ["first at byte \(offset): \(text(old)) → \(text(new))"] + summary.map(\.description)
    }

    /// How the contents of files differ that two layers hold differently.
    ///
    /// - Throws: ``DiffError``, `LayoutError`.
    static func between(
        _ old: ImageSide.NamedLayer, _ new: ImageSide.NamedLayer, at paths: [EntryPath], limits: AuditLimits
    ) throws -> [EntryPath: ContentChange] {
        if paths.isEmpty { return [:] }
        let wanted = Set(paths)
        func samples(_ layer: ImageSide.NamedLayer) throws -> [EntryPath: ContentSample] {
            try ContentSampling(of: wanted).reading(layer.descriptor, in: layer.layout, limits: limits).samples
        }
        let (before, after) = (try samples(old), try samples(new))
        var changes: [EntryPath: ContentChange] = [:]
        var blocks: [EntryPath: Int] = [:]
        for path in paths {
            switch (before[path], after[path]) {
            case (.whole(let left)?, .whole(let right)?): changes[path] = ContentChange(left, right, at: 0)
            case (let left?, let right?):
                let pairs = zip(left.blockDigests, right.blockDigests)
                blocks[path] =
                    pairs.enumerated().first { $0.element.0 != $0.element.1 }?.offset
                    ?? min(left.blockDigests.count, right.blockDigests.count)
            default: break
            }
            // A block of each is kept at once.
            if blocks.count == 16 { break }
        }
        if blocks.isEmpty { return changes }
        func taken(_ layer: ImageSide.NamedLayer) throws -> [EntryPath: [UInt8]] {
            try BlockSampling(of: blocks).reading(layer.descriptor, in: layer.layout, limits: limits).blocks
        }
        let (lefts, rights) = (try taken(old), try taken(new))
        for (path, block) in blocks {
            changes[path] = ContentChange(
                lefts[path] ?? [], rights[path] ?? [], at: Int64(block) * Int64(ContentSampling.block), isWhole: false)
        }
        return changes
    }

    /// Compares two contents, or a block of each that begins at an offset; nil where they are equal.
    init?(_ left: [UInt8], _ right: [UInt8], at start: Int64, isWhole: Bool = true) {
        let shared = zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let place = shared ?? min(left.count, right.count)
        if shared == nil, left.count == right.count { return nil }
        offset = start + Int64(place)
        old = left.indices.contains(place) ? left[place] : nil
        new = right.indices.contains(place) ? right[place] : nil
        let lines = isWhole ? ContentChange.summary(left, right) : []
        let omitted = lines.count - ContentChange.longestSummary
        summary =
            (lines.prefix(ContentChange.longestSummary) + (omitted > 0 ? ["and \(omitted) more"] : []))
            .map { PrintableText($0) }
    }

    private static func summary(_ left: [UInt8], _ right: [UInt8]) -> [String] {
        if let old = ELFSections(left), let new = ELFSections(right) { return old.changes(to: new) }
        // What is not one of the two brackets that documents begin with is not worth a parser's time.
        let opens: (UInt8?) -> Bool = { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }
        guard opens(left.first), opens(right.first), let old = try? JSON(parsing: left, limits: .large),
            let new = try? JSON(parsing: right, limits: .large)
        else { return [] }
        return FieldChange.between(old, new).map(\.line)
    }
}

extension ContentSample {
    /// The digests of the blocks, whichever way the file was sampled.
    fileprivate var blockDigests: [Digest] {
        switch self {
        case .blocks(let digests): digests
        case .whole(let bytes):
            stride(from: 0, to: bytes.count, by: ContentSampling.block).map { start in
                Digest(of: bytes[start..<min(start + ContentSampling.block, bytes.count)])
            }
        }
    }
}

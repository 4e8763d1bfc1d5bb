public import Archive

/// A run of a layer's entries that is compressed by itself, so that its compressed bytes depend on nothing else.
public struct LayerPart: Sendable {
    /// Where the entries come from.
    public let content: Content

    /// The sources of a run.
    public enum Content: Sendable {
        /// Entries with contents of their own.
        case entries([LayerEntry])
        /// A run that lies packed, whole.
        case packed(PackedEntries)
        /// Some entries of a packed run, as the layer has them; nil for what it has not.
        case selected(PackedEntries, [TarEntry?])
    }

    /// A planned run.
    public init(_ plan: LayerPlan) { content = .entries(plan.entries) }

    /// What is left of a packed run: the entry itself for each that stays, nil for the others.
    public init(_ packed: PackedEntries, keeping kept: [TarEntry?]) {
        content = kept == packed.entries.map(Optional.some) ? .packed(packed) : .selected(packed, kept)
    }

    /// The entries in their order.
    public var entries: [TarEntry] {
        switch content {
        case .entries(let entries): entries.map(\.tar)
        case .packed(let packed): packed.entries
        case .selected(_, let kept): kept.compactMap(\.self)
        }
    }
}

import Archive

/// One entry of a layer of wheels.
struct WheelLayerEntry: Sendable {
    /// Where it lies.
    let path: TarPath
    /// The permission bits: 0755 or 0644; 0777 for a link.
    let mode: UInt16
    /// What it is.
    let kind: Kind

    /// The kinds of entries.
    enum Kind: Sendable {
        case directory
        case file(WheelFile)
        case link(target: String)
    }

    /// A file's content; nil for the others.
    var file: WheelFile? { if case .file(let file) = kind { file } else { nil } }
}

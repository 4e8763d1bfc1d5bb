import Archive

/// The byte-code of a layer's sources.
struct Bytecode: Sendable {
    /// The byte-code by its source's place.
    let files: [TarPath: WheelFile]
    /// Sources that are none to this Python, with its words, in the order of their places.
    let skipped: [(place: TarPath, reason: String)]

    /// None at all.
    static let none = Bytecode(files: [:], skipped: [])
}

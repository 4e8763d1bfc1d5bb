/// What pictures a network is for.
enum Pictures: Sendable {
    /// Lines of text.
    case lines
    /// Whole pages, whose layers fill most of the memory.
    case pages
}

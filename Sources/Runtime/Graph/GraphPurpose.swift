/// What a network will be run on: what is worth changing depends on it.
enum GraphPurpose: Sendable {
    /// Pictures of lines of text.
    case lines
    /// Pictures of pages, whose layers fill most of the memory.
    case pages
    /// Many texts, for which memory and a longer load are a fair price.
    case texts
}

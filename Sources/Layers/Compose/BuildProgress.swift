/// Hears what a build does; called from any thread, and must not wait.
public typealias BuildProgress = @Sendable (BuildEvent) -> Void

/// What happens in a build.
public enum BuildEvent: Hashable, Sendable {
    /// A stage began.
    case stage(String)
    /// An input came in.
    case fetched(String, bytes: Int64)
    /// A layer is being composed.
    case composing(layer: String)
    /// A layer is there.
    case layer(name: String, size: Int64, isCached: Bool)
    /// Something the user should know, though it stops nothing.
    case notice(String)
}

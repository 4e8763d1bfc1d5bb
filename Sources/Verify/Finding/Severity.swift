/// How much a finding weighs.
public enum Severity: String, Hashable, Sendable, CaseIterable {
    /// The image is not what it says, or tools disagree about what it is.
    case error
    /// Legal, but not what a careful builder makes; reported only where that is asked for.
    case strict
}

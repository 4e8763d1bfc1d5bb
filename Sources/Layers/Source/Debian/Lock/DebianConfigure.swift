/// How unpacked packages become configured ones.
public enum DebianConfigure: String, Hashable, Sendable, CaseIterable {
    /// By their maintainer scripts, run once in a sandbox.
    case scripts
    /// Not at all: no program of the packages is run.
    case none
}

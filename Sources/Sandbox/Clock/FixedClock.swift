/// A clock that stands still: what the programs of a sandbox get when they ask for the time of day.
///
/// Linux has name spaces for the monotonic clocks alone (time_namespaces(7)), and a filter of system calls never sees who asks
/// through the vDSO (vdso(7)). So a small library comes before libc in every program that is linked dynamically, by
/// `/etc/ld.so.preload` (ld.so(8)), a file that is mounted for the run: the root, the environment and the arguments
/// stay as they are. Clocks that measure time go on, and so do waits. Programs that are linked statically, and processors other
/// than AMD64, see the machine's time.
public struct FixedClock: Hashable, Sendable {
    /// The moment, in whole seconds since 1970.
    public let seconds: Int64

    /// A clock that stands at `seconds` since 1970.
    public init(seconds: Int64) { self.seconds = seconds }
}

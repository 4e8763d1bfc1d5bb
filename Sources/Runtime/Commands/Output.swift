/// Where a command's results and messages go.
public struct Output: Sendable {
    /// Writes a part of the results; throws when it cannot be written. What belongs together is one call.
    public let write: @Sendable (String) throws -> Void
    /// Tells the user a sentence.
    public let log: @Sendable (String) -> Void

    /// Two functions, which may be called in any thread.
    public init(write: @escaping @Sendable (String) throws -> Void, log: @escaping @Sendable (String) -> Void) {
        self.write = write
        self.log = log
    }
}

/// Reads what a model file says of itself while the file streams by: memory does not grow with the weights.
protocol ModelHeaderReader {
    /// How many bytes were taken or passed.
    var position: Int64 { get }
    /// How many bytes from `position` on mean nothing to the reader, so that whoever can seek may pass them.
    var passable: Int64 { get }
    /// Takes the next bytes of the file.
    mutating func take(_ bytes: UnsafeRawBufferPointer) throws(ModelFault)
    /// Goes on behind bytes that need not be seen, `passable` at most.
    mutating func pass(_ count: Int64)
    /// What the whole file says.
    mutating func finish() throws(ModelFault) -> ModelFacts
}

/// Bytes that are no message of Protocol Buffers, or not the message that was expected.
struct MalformedMessage: Error, Equatable {}

import Testing

/// End-to-end tests: they run the built program as a user does and judge what it leaves by other tools.
///
/// One after the other, because most of them build whole images.
@Suite(.serialized)
enum CommandTests {}

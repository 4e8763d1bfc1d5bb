public import SystemPackage

/// The smoke tests that gate an image, as the recipe asks for them.
public struct SmokeRecipe: Hashable, Sendable {
    /// The device that the image claims to serve.
    public let device: Device
    /// The tests; never empty, no name twice.
    public let tests: [Test]

    /// A kind of device.
    public enum Device: String, Hashable, Sendable, CaseIterable {
        case cpu, gpu
    }

    /// One test.
    public struct Test: Hashable, Sendable {
        /// What the test promises, for people.
        public let name: String
        /// How long it may take, in seconds.
        public let timeout: Int
        /// What is done, and what is expected.
        public let action: Action
        /// The device of a model test that does not run on the image's own; nil for the image's.
        public let device: Device?
    }

    /// What a test does, and what it expects.
    public enum Action: Hashable, Sendable {
        /// Reads a picture and compares the lines.
        case ocr(model: String, picture: FilePath, lines: [String], accuracy: Double)
        /// Judges a sentence.
        case sentiment(model: String, text: String, label: String, score: Double)
        /// Runs a command.
        case run(command: [String], status: Int, output: String?)
    }
}

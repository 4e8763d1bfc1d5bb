import Glibc
import Synchronization

/// Where the time of readings goes: seconds of all threads together, by stage.
public final class ReadingTimes: Sendable {
    /// A part of the work on a page.
    public enum Stage: String, CaseIterable, Sendable {
        /// Scaling and normalising the page.
        case prepare
        /// The detection network in ONNX Runtime.
        case detection
        /// From probabilities to boxes.
        case boxes
        /// Cutting the lines out of the page.
        case crop
        /// Scaling and normalising lines, for both networks behind.
        case lines
        /// The direction classifier in ONNX Runtime.
        case classification
        /// The recognition network in ONNX Runtime.
        case recognition
        /// From classes to text.
        case text
    }

    private let nanoseconds = Mutex<[Stage: UInt64]>([:])

    /// No time at all.
    public init() {}

    /// The seconds of a stage so far.
    public subscript(_ stage: Stage) -> Double { nanoseconds.withLock { Double($0[stage, default: 0]) / 1e9 } }

    /// Does `work` and adds how long it took.
    func measure<Value: ~Copyable, Failure: Error>(
        _ stage: Stage, _ work: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let start = Self.now
        defer {
            let passed = Self.now - start
            nanoseconds.withLock { $0[stage, default: 0] += passed }
        }
        return try work()
    }

    private static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

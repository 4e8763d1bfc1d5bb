@testable import ModelRuntime

extension FuzzTarget {
    /// Parses the bytes as a smoke plan.
    static func parsePlan(_ input: inout Input) -> Bool {
        do { _ = try SmokePlan(input.remainder(), Path("plan.json")) } catch { _ = "\(error)" }
        return true
    }
}

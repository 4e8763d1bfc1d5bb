import ArgumentParser

/// A span of time as people write it: `90s`, `30m`, `36h`, `7d`, or `0`.
struct Period: ExpressibleByArgument {
    /// The span, in seconds.
    let seconds: Int64

    init?(argument: String) {
        if argument == "0" {
            seconds = 0
            return
        }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        guard let unit = argument.last.flatMap({ units[$0] }), argument.count <= 7,
            argument.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }), let count = Int64(argument.dropLast())
        else { return nil }
        seconds = count * unit
    }
}

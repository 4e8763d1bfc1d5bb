import Glibc
import ModelRuntime

/// Reads pictures and says how long each took: the other end of `ocr-against-python`, which starts this.
///
///     ocr-benchmark LIBRARY MODEL THREADS
///
/// For each path on standard input, one line on standard output: seconds on the clock, seconds of processor, how many lines
/// were read, and then name and seconds of each stage, summed over the threads.

func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let threads = Int(arguments[3]) else {
    print("usage: ocr-benchmark LIBRARY MODEL THREADS")
    exit(64)
}
let reader = try TextReader(
    Engine(library: Path(arguments[1])), model: Path(arguments[2]),
    settings: SessionSettings(device: .cpu, threads: threads), loading: .behind)
while let line = readLine() {
    let times = ReadingTimes()
    let (wall, processor) = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
    let picture = try Picture(decoding: Path(line))
    let decoded = seconds(CLOCK_MONOTONIC)
    let lines = try reader.read(picture, times: times)
    let stages = ReadingTimes.Stage.allCases.map { "\($0) \(times[$0])" }.joined(separator: " ")
    print(
        seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - processor, lines.count,
        "decode \(decoded - wall)", stages)
    fflush(nil)
}

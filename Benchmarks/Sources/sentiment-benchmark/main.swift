import Glibc
import ModelRuntime

/// Judges sentences and says how long each took: the other end of `sentiment-against-python`, which starts this.
///
///     sentiment-benchmark LIBRARY MODEL THREADS
///
/// For each line on standard input, one JSON object on standard output: label, score, and seconds from the text to both.

func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let threads = Int(arguments[3]) else {
    print("usage: sentiment-benchmark LIBRARY MODEL THREADS")
    exit(64)
}
let reader = try SentimentReader(
    Engine(library: Path(arguments[1])), model: Path(arguments[2]),
    settings: SessionSettings(device: .cpu, threads: threads), manyTexts: true)
while let line = readLine() {
    let start = seconds()
    let judgement = try reader.judge(line)
    let end = seconds()
    print("{\"label\":\"\(judgement.label)\",\"score\":\(judgement.score),\"seconds\":\(end - start)}")
    fflush(nil)
}

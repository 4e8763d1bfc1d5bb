import Archive
import Glibc
import Layers
import OCI
import SystemPackage

func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}

func number(_ value: Double, _ digits: Int = 2) -> String {
    let scale = pow(10, Double(digits))
    let whole = Int((value * scale).rounded())
    let fraction = String(whole % Int(scale))
    return "\(whole / Int(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
}

/// One way to a layer, and the reference's.
struct Subject {
    let label: String
    let name: String
    /// What is done before each of our rounds, and not measured.
    var prepare: () throws -> Void = {}
    let compose: (ImageLayout) async throws -> ComposedLayer
    /// Gives the bytes of content.
    let reference: () throws -> Int64
}

/// Interleaves our rounds with the reference's, so that a busy neighbour slows both alike.
func measure(_ subject: Subject, _ options: Options) async throws -> Double {
    let directory = options.scratch.appending("layer-benchmark.\(getpid())")
    defer { try? directory.removeTree() }
    var (ours, reference): ([Usage], [Usage]) = ([], [])
    var (content, size) = (Int64(0), Int64(0))
    for _ in 0..<options.rounds {
        try subject.prepare()
        // A store of its own each time: one that holds the layer composes nothing.
        try directory.removeTree()
        let layout = try ImageLayout(creatingAt: directory)
        ours.append(try await Usage.of { size = try await subject.compose(layout).descriptor.size })
        if options.alone { continue }
        reference.append(try await Usage.of { content = try subject.reference() })
    }
    if options.alone { return 0 }
    let billion = Double(content) / 1e9
    let ratio = zip(ours, reference).map { $0.cpu / $1.cpu }.median
    let columns = [
        pad(subject.label, 5), pad(number(Double(content) / 1e6, 1), 8), pad(number(Double(size) / 1e6, 1), 8),
        pad(number(ours.map(\.cpu).median / billion), 7), pad(number(reference.map(\.cpu).median / billion), 7),
        pad(number(ratio), 7), pad(number(ours.map(\.wall).median / billion), 7),
        pad(number((ours.map(\.wall).min() ?? .nan) / billion), 7), subject.name,
    ]
    print(columns.joined(separator: " "))
    return ratio
}

do {
    let options = try Options(CommandLine.arguments.dropFirst())
    print("codec  content     blob  CPU/GB ref/GB  ratio wall/GB best/GB  of (\(options.rounds) rounds, medians)")
    var worst = 0.0
    var subjects: [Subject] = []
    for wheel in options.wheels {
        let layer = try WheelLayer(wheel)
        for codec in options.codecs {
            let compression = try Compression(codec)
            subjects.append(
                Subject(label: codec.rawValue, name: wheel.lastComponent?.string ?? "") {
                    try layer.compose(into: $0, compression: compression, workers: options.workers)
                } reference: {
                    try layer.reference(in: options.scratch, codec: codec)
                })
        }
    }
    for lock in options.locks {
        let layer = try DebianLayer(lock, cache: options.cache ?? "", scratch: options.scratch)
        let name = lock.lastComponent?.string ?? ""
        for isDecoded in [false, true] {
            subjects.append(
                Subject(
                    label: isDecoded ? "again" : "xz", name: name, prepare: { if !isDecoded { try layer.forget() } }
                ) {
                    try await layer.compose(into: $0, jobs: options.workers)
                } reference: {
                    try layer.reference(isDecoded: isDecoded)
                })
        }
    }
    for subject in subjects { worst = max(worst, try await measure(subject, options)) }
    if options.check, worst > 1.1 {
        print("the worst ratio to the reference is \(number(worst)), above 1.10")
        exit(1)
    }
} catch let fault as Options.Fault {
    print("layer-benchmark: \(fault.text)")
    exit(64)
} catch {
    print("layer-benchmark: \(error)")
    exit(2)
}

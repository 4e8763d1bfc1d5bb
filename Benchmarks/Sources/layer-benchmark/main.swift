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

/// Interleaves our rounds with the reference's, so that a busy neighbour slows both alike.
func measure(_ wheel: WheelLayer, _ codec: Codec, _ options: Options) throws -> Double {
    let layout = try ImageLayout(creatingAt: options.scratch.appending("layer-benchmark.\(getpid())"))
    defer { try? layout.root.removeTree() }
    let compression = try Compression(codec)
    var (ours, reference): ([Usage], [Usage]) = ([], [])
    var (content, size) = (Int64(0), Int64(0))
    for _ in 0..<options.rounds {
        var layer: ComposedLayer?
        ours.append(
            try Usage.of {
                layer = try wheel.compose(into: layout, compression: compression, workers: options.workers)
            })
        if let layer {
            size = layer.descriptor.size
            try layout.path(of: layer.descriptor.digest).remove()
        }
        if options.alone { continue }
        reference.append(try Usage.of { content = try wheel.reference(in: options.scratch, codec: codec) })
    }
    if options.alone { return 0 }
    let billion = Double(content) / 1e9
    let ratio = zip(ours, reference).map { $0.cpu / $1.cpu }.median
    let columns = [
        pad(codec.rawValue, 5), pad(number(Double(content) / 1e6, 1), 8), pad(number(Double(size) / 1e6, 1), 8),
        pad(number(ours.map(\.cpu).median / billion), 7), pad(number(reference.map(\.cpu).median / billion), 7),
        pad(number(ratio), 7), pad(number(ours.map(\.wall).median / billion), 7),
        pad(number((ours.map(\.wall).min() ?? .nan) / billion), 7), wheel.path.lastComponent?.string ?? "",
    ]
    print(columns.joined(separator: " "))
    return ratio
}

do {
    let options = try Options(CommandLine.arguments.dropFirst())
    print("codec  content     blob  CPU/GB ref/GB  ratio wall/GB best/GB  wheel (\(options.rounds) rounds, medians)")
    var worst = 0.0
    for wheel in options.wheels {
        let layer = try WheelLayer(wheel)
        for codec in options.codecs { worst = max(worst, try measure(layer, codec, options)) }
    }
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

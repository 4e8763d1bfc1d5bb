import Layers
import OCI
import Smoke
import SystemPackage

extension SmokeRecipe {
    /// The plan that these tests make, written to the store as the image's referrer, pictures and all.
    func attached(to image: Descriptor, in store: ImageLayout) throws -> SmokePlan {
        let plan = try SmokePlan(device: device.smokeDevice, tests: tests.map { try $0.test(in: store) })
        try plan.write(to: store, subject: image)
        return plan
    }
}

extension SmokeRecipe.Test {
    fileprivate func test(in store: ImageLayout) throws -> SmokeTest {
        let task: SmokeTest.Task
        switch action {
        case .ocr(let model, let picture, let lines, let accuracy):
            task = .ocr(
                .init(
                    model: FilePath(model), picture: try SmokePicture(storing: picture, in: store), lines: lines,
                    accuracy: accuracy))
        case .sentiment(let model, let text, let label, let score):
            task = .sentiment(.init(model: FilePath(model), text: text, label: label, score: score))
        case .run(let command, let status, let output):
            task = .run(
                .init(command: command, status: Int32(status), output: try output.map { try OutputPattern($0) }))
        }
        return try SmokeTest(name: name, timeout: Int64(timeout), task: task, device: device?.smokeDevice)
    }
}

extension SmokeRecipe.Device {
    /// The same device, as the gate calls it.
    var smokeDevice: SmokeDevice {
        switch self {
        case .cpu: .cpu
        case .gpu: .gpu
        }
    }
}

extension SmokePicture {
    /// A picture of this machine, put into the store.
    fileprivate init(storing file: FilePath, in store: ImageLayout) throws {
        let isPNG = file.extension?.lowercased() == "png"
        let blob = try store.write(
            try file.read(limit: 64 << 20), as: try MediaType(isPNG ? "image/png" : "image/jpeg"))
        try self.init(name: file.lastComponent?.string ?? "", blob: blob)
    }
}

import Testing

@testable import ModelRuntime

struct DeviceTests {
    @Test(arguments: [
        ("cpu", Device.cpu, "cpu"), ("gpu", .gpu(0), "gpu"), ("gpu:0", .gpu(0), "gpu"), ("gpu:7", .gpu(7), "gpu:7"),
        ("gpu:255", .gpu(255), "gpu:255"),
    ])
    func `parses a device and writes it in its shortest form`(text: String, device: Device, shortest: String) throws {
        #expect(try Device(parsing: text) == device)
        #expect(device.description == shortest)
    }

    @Test(arguments: ["", "CPU", "cuda", "gpu:", "gpu:-1", "gpu:+1", "gpu:01", "gpu:256", "gpu:1x", "gpu: 1", "cpu:0"])
    func `refuses what is no device`(text: String) {
        #expect(throws: DeviceError(text: text)) { try Device(parsing: text) }
    }
}

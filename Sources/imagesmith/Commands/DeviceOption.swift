import ArgumentParser
import Smoke

/// A device on the command line.
struct DeviceOption: ExpressibleByArgument {
    let device: SmokeDevice

    init?(argument: String) {
        guard let device = SmokeDevice(rawValue: argument) else { return nil }
        self.device = device
    }

    static let allValueStrings = SmokeDevice.allCases.map(\.rawValue)
}

extension Engine {
    /// What keeps this ONNX Runtime from running models on a device; nil when nothing does.
    ///
    /// The execution provider is set up as for a model, with the libraries that it needs, but no model is opened.
    func obstacle(on device: Device) -> String? {
        guard device != .cpu else { return nil }
        do {
            try CUDALibraries(beside: library).load()
            let options = try SessionOptions(self, model: library)
            try options.apply(SessionSettings(device: device), profile: nil)
            return nil
        } catch { return "\(error)" }
    }
}

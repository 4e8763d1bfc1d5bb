extension OnnxReader {
    /// Keeps a number that means something.
    mutating func keep(_ value: UInt64, _ field: UInt64) throws(ModelFault) {
        let index = frames.count - 1
        let number = Int64(bitPattern: value)
        switch (frames[index].message, field) {
        case (.tensor, 1):
            guard frames[index].tensor.dimensions.count < 64 else {
                throw fault(.shape(frames[index].tensor.dimensions))
            }
            frames[index].tensor.dimensions.append(number)
        case (.tensor, 2): frames[index].tensor.type = number
        case (.tensor, 14):
            guard number == 0 || number == 1 else { throw fault(.externalData("data_location", "\(number)")) }
            frames[index].tensor.isExternal = number == 1
        case (.tensor, _): frames[index].count(field, 1)
        case (.model, 1), (.opset, 2): frames[index].number = number
        default: break
        }
    }

    /// Keeps a text that means something.
    mutating func keep(_ text: String, _ field: UInt64) throws(ModelFault) {
        let index = frames.count - 1
        if frames[index].message == .tensor {
            frames[index].tensor.name = text
        } else {
            frames[index].texts[field] = text
        }
    }

    /// Checks a message at its end.
    mutating func finish(_ frame: OnnxFrame) throws(ModelFault) {
        switch frame.message {
        case .model:
            for (field, name) in [(1, "ir_version"), (7, "graph")] as [(UInt64, String)]
            where !frame.seen.contains(field) { throw fault(.missing(name)) }
            guard frame.number > 0 else { throw fault(.missing("a positive ir_version")) }
            guard !opsets.isEmpty else { throw fault(.missing("opset_import")) }
        case .opset: guard frame.number > 0 else { throw fault(.missing("a positive opset version")) }
        case .tensor:
            do {
                guard let external = try frame.tensor.check() else { return }
                facts.external.append(external)
            } catch { throw fault(error) }
        default: break
        }
    }

    /// Lets the message around know of one that was finished.
    mutating func absorb(_ frame: OnnxFrame) throws(ModelFault) {
        let index = frames.count - 1
        switch (frame.message, frames[index].message) {
        case (.tensor, .graph):
            try absorb(initializer: frame.tensor)
            count(frame.tensor)
        // Paddle's converter keeps all weights as constants' attributes.
        case (.tensor, .attribute): count(frame.tensor)
        case (.opset, .model):
            let domain = frame.texts[1] ?? ""
            // Two names of one domain.
            let canonical = domain == "ai.onnx" ? "" : domain
            guard opsets.insert(canonical).inserted else { throw fault(.twice("opset_import '\(domain.prefix(200))'")) }
            if canonical.isEmpty { facts.opset = frame.number }
        case (.entry, .tensor):
            let (key, value) = (frame.texts[1] ?? "", frame.texts[2] ?? "")
            guard frames[index].tensor.external.updateValue(value, forKey: key) == nil else {
                throw fault(.twice("external_data '\(key.prefix(200))'"))
            }
        case (.segment, .tensor): frames[index].tensor.hasSegment = true
        default: break
        }
    }

    private mutating func absorb(initializer tensor: OnnxTensor) throws(ModelFault) {
        nameBytes += tensor.name.utf8.count + 16
        guard nameBytes <= OnnxReader.mostNameBytes else { throw fault(.tooManyNames) }
        guard !tensor.name.isEmpty else { throw fault(.missing("an initializer's name")) }
        guard frames[frames.count - 1].names.insert(tensor.name).inserted else {
            throw fault(.twice("the initializer '\(tensor.name.prefix(200))'"))
        }
    }

    private mutating func count(_ tensor: OnnxTensor) {
        facts.tensors += 1
        if let elements = try? tensor.elements() { facts.parameters = facts.parameters.addingClamped(elements) }
    }
}

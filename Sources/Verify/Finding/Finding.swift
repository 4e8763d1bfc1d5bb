public import OCI

/// One thing that is wrong with an image.
public struct Finding: Hashable, Sendable {
    /// What is wrong.
    public let code: FindingCode
    /// The blob that it is wrong with; nil for the layout's own files.
    public let subject: Digest?
    /// The name of the layer, or its place as in `layers[2]`.
    public let layer: PrintableText?
    /// The path in the layer.
    public let path: PrintableText?
    /// What should be there.
    public let expected: PrintableText?
    /// What is there.
    public let actual: PrintableText?

    /// A finding from its parts; texts may come from the image, whatever they hold.
    public init(
        _ code: FindingCode, subject: Digest?, layer: String? = nil, path: [UInt8]? = nil, expected: String? = nil,
        actual: String? = nil
    ) {
        self.code = code
        self.subject = subject
        self.layer = layer.map { PrintableText($0) }
        self.path = path.map { PrintableText($0) }
        self.expected = expected.map { PrintableText($0) }
        self.actual = actual.map { PrintableText($0) }
    }

    /// How much it weighs.
    public var severity: Severity { code.severity }
}

extension Finding: CustomStringConvertible {
    /// The sentence for people.
    public var description: String {
        var place: [String] = []
        if let layer { place.append("layer '\(layer)'") }
        if let subject { place.append(layer == nil ? subject.description : "(\(subject))") }
        if let path { place.append("at '\(path)'") }
        let facts =
            switch (expected, actual) {
            case (let expected?, let actual?): ": expected \(expected), found \(actual)"
            case (let expected?, nil): ": expected \(expected)"
            case (nil, let actual?): ": \(actual)"
            case (nil, nil): ""
            }
        let prefix = place.isEmpty ? "" : place.joined(separator: " ") + ": "
        return prefix + code.summary + facts
    }

    /// The finding as a member of a report.
    public var json: JSON {
        .members([
            "code": .string(code.rawValue), "severity": .string(severity.rawValue),
            "subject": subject.map { .string($0.description) }, "layer": layer.map { .string($0.description) },
            "path": path.map { .string($0.description) }, "expected": expected.map { .string($0.description) },
            "actual": actual.map { .string($0.description) }, "message": .string(description),
        ])
    }
}

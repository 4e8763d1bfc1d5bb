import Layers
import OCI
import Smoke

/// What a build, a smoke test or a swap came to.
struct BuildResult {
    let image: Descriptor
    var layers: [NamedLayer] = []
    var verdict: GateVerdict?
    /// Whether the image carries smoke tests, without which it never gets a tag.
    var isGateable = true
    var tags: [ImageName] = []
    /// The tags that it got in registries.
    var remoteTags: [RegistryReference] = []
    /// Where it lies, if not in the store alone: `docker://HOST/NAME@DIGEST`.
    var place: RegistryReference?

    /// Fails where a smoke test ran and the gate stays shut.
    var outcome: Outcome { verdict?.isOpen ?? true ? .asAsked : .faultFound }

    /// The document that `--json` prints.
    var json: JSON {
        [
            "digest": .string(image.digest.description),
            "tags": .array((tags.map(\.description) + remoteTags.map(\.description)).map { .string($0) }),
            "layers": .array(layers.map(\.json)), "smoke": verdict?.report.json ?? .null,
        ]
    }

    /// Tells the result to people.
    func tell() {
        if let report = verdict?.report {
            Terminal.result("sandbox: \(report.sandbox) (\(report.isolation.joined(separator: ", ")))")
            for test in report.tests { Terminal.result(Terminal.printable(test.line)) }
        }
        Terminal.result("image \(image.digest)")
        for tag in tags { Terminal.result("tagged \(tag)") }
        for tag in remoteTags { Terminal.result("tagged \(tag)") }
        guard tags.isEmpty, remoteTags.isEmpty else { return }
        switch verdict?.isOpen {
        case true: Terminal.result("smoke-tested, without a tag")
        case false: Terminal.result("the smoke test failed: the image stays a candidate without a tag")
        case nil:
            Terminal.result("a candidate: no smoke test ran, so it has no tag")
            Terminal.note(
                isGateable
                    ? "    test and tag it with: imagesmith smoke \(place?.description ?? "@\(image.digest)") "
                        + "-t \(place.map { "\(RegistryReference.transport)\($0.repository):TAG" } ?? "NAME:TAG")"
                    : "    it carries no smoke tests; its layers are for 'imagesmith swap'")
        }
    }
}

extension TestVerdict {
    /// The verdict in one line.
    var line: String {
        let time = Quantity.seconds(.milliseconds(Int64(seconds * 1000)))
        return (isPassed ? "passed  " : "FAILED  ") + "\(name) (\(time))" + (reason.map { ": \($0)" } ?? "")
    }
}

extension NamedLayer {
    /// The layer in the form that `--json` prints.
    var json: JSON {
        [
            "name": .string(name), "digest": .string(layer.descriptor.digest.description),
            "diffID": .string(layer.diffID.description), "size": .integer(layer.descriptor.size),
            "state": .string(isCached ? "cached" : "composed"),
        ]
    }
}

import OCI

/// What a tag claims: components with versions, as `cuda11.8`, versions alone, as `2.6.0`, and a device.
struct TagClaims {
    private let tag: String
    private let words: [String]

    init(_ name: ImageName) {
        tag = name.description
        words = name.tag.split(whereSeparator: { $0 == "-" || $0 == "_" }).map { $0.lowercased() }
    }

    /// Names whose claims are checked although no layer may hold them; other words before a number are free, as `rc1`.
    private static let known: Set<String> = ["cuda", "cudnn", "python", "py", "debian", "ort", "onnxruntime"]

    /// - Throws: ``TagError/untrue(tag:claim:held:)``, ``TagError/otherDevice(tag:claim:tested:)``.
    func check(_ versions: HeldVersions, device: SmokeRecipe.Device?) throws(TagError) {
        for word in words {
            if let device, let claimed = SmokeRecipe.Device(rawValue: word), claimed != device {
                throw .otherDevice(tag: tag, claim: word, tested: device.rawValue)
            }
            if word.wholeMatch(of: /[0-9]+(?:\.[0-9]+){2,}/) != nil, !versions.holds(version: word) {
                throw .untrue(tag: tag, claim: word, held: [])
            }
            guard let claim = word.wholeMatch(of: /([a-z]+)([0-9]+(?:\.[0-9]+)*)/) else { continue }
            let (name, version) = (claim.1 == "py" ? "python" : String(claim.1), String(claim.2))
            let held = versions.all(name)
            guard !held.isEmpty || TagClaims.known.contains(String(claim.1)) else { continue }
            guard held.contains(where: { $0.agrees(with: version) }) else {
                throw .untrue(tag: tag, claim: word, held: held.map { "\($0.name) \($0.version)" })
            }
        }
    }
}

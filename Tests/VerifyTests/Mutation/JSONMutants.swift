import OCI
@testable import Verify

/// Every key of manifest and configuration × delete, null, duplicate, retype, case; digests made to fit.
enum JSONMutants {
    enum Operation: CaseIterable { case delete, null, duplicate, retype, `case` }

    /// What the specifications say of a key, which decides what a mutant may come to.
    enum Rule {
        /// OCI image-spec: REQUIRED.
        case required
        /// OPTIONAL, of one type.
        case optional
        /// OPTIONAL, and written as `null` by Docker where it is empty.
        case nullable
        /// Somebody's own key, with a text.
        case text

        func allows(_ operation: Operation) -> Bool {
            switch operation {
            case .delete: self != .required
            case .null: self == .nullable
            // No reader may choose between two values, or between two types.
            case .duplicate, .retype: false
            // Go's decoder takes a key of a defined name in any case.
            case .case: self == .text
            }
        }
    }

    /// The rules by place, array indexes left out.
    private static let rules: [String: Rule] = [
        "manifest.schemaVersion": .required, "manifest.mediaType": .optional, "manifest.config": .required,
        "manifest.config.mediaType": .required, "manifest.config.digest": .required, "manifest.config.size": .required,
        "manifest.layers": .required, "manifest.layers.mediaType": .required, "manifest.layers.digest": .required,
        "manifest.layers.size": .required, "manifest.layers.annotations": .optional,
        "manifest.layers.annotations.dev.imagesmith.layer.name": .text,
        "config.architecture": .required, "config.os": .required, "config.created": .optional,
        "config.config": .optional, "config.config.User": .nullable, "config.config.Env": .nullable,
        "config.config.Entrypoint": .nullable, "config.config.Cmd": .nullable, "config.config.WorkingDir": .nullable,
        "config.config.ExposedPorts": .nullable, "config.config.Labels": .nullable,
        "config.config.StopSignal": .nullable,
        "config.config.Labels.name": .text, "config.rootfs": .required, "config.rootfs.type": .required,
        "config.rootfs.diff_ids": .required, "config.history": .optional, "config.history.created": .optional,
        "config.history.created_by": .optional,
        // The key is the value: in upper case it is no port.
        "config.config.ExposedPorts.8080/tcp": .optional,
    ]

    static func all(_ bench: MutationBench) throws -> [Mutant] {
        let manifest = try bench.written.layout.manifest(bench.written.descriptor)
        let config = try bench.written.layout.config(of: manifest)
        var mutants: [Mutant] = []
        for (document, json) in [("manifest", manifest.json), ("config", config.json)] {
            for place in places(json) {
                for operation in Operation.allCases {
                    guard let text = render(json, at: [], place, operation) else { continue }
                    let name = ([document] + place.filter { Int($0) == nil }).joined(separator: ".")
                    let bytes = Array(text.utf8)
                    // A key without a rule fails: it is nobody's own.
                    let isLegal = rules[name]?.allows(operation) ?? false
                    mutants.append(
                        Mutant(
                            name: "\(document) \(place.joined(separator: ".")) \(operation)",
                            change: {
                                try document == "config"
                                    ? bench.rehashed(config: bytes) : bench.rehashed(manifest: bytes)
                            },
                            allowed: isLegal ? .otherImage : .finding))
                }
            }
        }
        return mutants
    }

    /// The places of all keys.
    private static func places(_ json: JSON, below place: [String] = []) -> [[String]] {
        switch json {
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap {
                [place + [$0.key]] + places($0.value, below: place + [$0.key])
            }
        case .array(let elements):
            elements.enumerated().flatMap { places($0.element, below: place + ["\($0.offset)"]) }
        default: []
        }
    }

    /// The document with one key changed; nil where the change is none.
    private static func render(_ json: JSON, at place: [String], _ target: [String], _ operation: Operation) -> String?
    {
        switch json {
        case .object(let members):
            var parts: [String] = []
            for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                let quoted = text(.string(key))
                guard place + [key] == target else {
                    guard let body = render(value, at: place + [key], target, operation) else { return nil }
                    parts.append("\(quoted):\(body)")
                    continue
                }
                switch operation {
                case .delete: break
                case .null: parts.append("\(quoted):null")
                case .duplicate: parts += ["\(quoted):\(text(value))", "\(quoted):\(text(value))"]
                case .retype: parts.append("\(quoted):\(text(retyped(value)))")
                case .case:
                    let other = key == key.uppercased() ? key.lowercased() : key.uppercased()
                    if other == key { return nil }
                    parts.append("\(text(.string(other))):\(text(value))")
                }
            }
            return "{\(parts.joined(separator: ","))}"
        case .array(let elements):
            var parts: [String] = []
            for (index, element) in elements.enumerated() {
                guard let body = render(element, at: place + ["\(index)"], target, operation) else { return nil }
                parts.append(body)
            }
            return "[\(parts.joined(separator: ","))]"
        default: return text(json)
        }
    }

    private static func text(_ json: JSON) -> String { String(decoding: json.canonical(), as: UTF8.self) }

    private static func retyped(_ json: JSON) -> JSON {
        switch json {
        case .string: 7
        case .integer, .real: "7"
        case .array: [:]
        case .object: []
        case .bool: "true"
        case .null: 0
        }
    }
}

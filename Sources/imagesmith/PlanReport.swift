import Layers
import OCI

/// A build's plan, as `plan` shows it.
struct PlanReport {
    let recipe: Recipe
    let plan: BuildPlan

    /// The document that `--json` prints.
    var json: JSON {
        [
            "recipe": .string(recipe.digest.description), "name": .string(recipe.name),
            "version": .string(recipe.version), "platform": .string(recipe.platform.description),
            "layers": .array(plan.layers.map(\.json)), "fetch": .integer(plan.bytesToFetch),
            "duplicates": plan.duplicates.json,
            "tags": .array(plan.tags.map { .string($0.description) }), "smoke": plan.smoke?.json ?? .null,
        ]
    }

    /// The lines for people.
    var lines: [String] {
        var lines = ["image     \(recipe.name) \(recipe.version), \(recipe.platform)"]
        for layer in plan.layers { lines += layer.lines }
        lines.append("fetch     \(Quantity.bytes(plan.bytesToFetch))")
        lines += plan.duplicates.inputs.map { input in
            "twice     \(input.name) (\(Quantity.bytes(input.size))) in \(input.places.map(\.layer).joined(separator: ", "))"
        }
        lines += plan.tags.map { "tag       \($0)" }
        if let smoke = plan.smoke {
            lines += smoke.tests.map { "smoke     \(($0.device ?? smoke.device).rawValue)  \($0.kind)  \($0.name)" }
        } else {
            lines.append("smoke     none: the image stays a candidate")
        }
        return lines
    }
}

extension PlannedLayer {
    fileprivate var json: JSON {
        .members([
            "name": .string(name), "kind": .string(kind.rawValue), "compression": .string(compression),
            "state": .string(held == nil ? "compose" : "cached"),
            "digest": held.map { .string($0.descriptor.digest.description) },
            "size": held.map { .integer($0.descriptor.size) },
            "sources": .array(sources.map { .string($0) }),
            "inputs": .array(
                inputs.map { input in
                    [
                        "name": .string(input.locked.name), "digest": .string(input.locked.digest.description),
                        "size": .integer(input.locked.size), "here": .bool(input.isHere),
                    ]
                }),
        ])
    }

    fileprivate var lines: [String] {
        let state = held.map { "in the store, \(Quantity.bytes($0.descriptor.size))" } ?? "to compose, \(compression)"
        let fetched = missing.reduce(0) { $0 + $1.size }
        let place = sources.count > 3 ? "\(sources.count) places" : sources.joined(separator: ", ")
        return [
            "layer     \(name) (\(kind)) \(state)",
            "            \(inputs.count) inputs, \(Quantity.bytes(inputBytes)) from \(place)"
                + (fetched > 0 ? "; to fetch: \(missing.count), \(Quantity.bytes(fetched))" : ""),
        ]
    }
}

extension SmokeRecipe {
    fileprivate var json: JSON {
        [
            "device": .string(device.rawValue),
            "tests": .array(
                tests.map { test in
                    [
                        "name": .string(test.name), "kind": .string(test.kind),
                        "device": .string((test.device ?? device).rawValue), "timeout": .integer(Int64(test.timeout)),
                    ]
                }),
        ]
    }
}

extension SmokeRecipe.Test {
    fileprivate var kind: String {
        switch action {
        case .ocr: "ocr"
        case .sentiment: "sentiment"
        case .run: "run"
        }
    }
}

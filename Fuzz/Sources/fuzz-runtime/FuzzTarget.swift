/// What can be fuzzed: the readers of what comes from outside.
enum FuzzTarget: String, CaseIterable {
    case png, jpeg, manifest, plan, tokenizer, boxes, graph

    /// Runs the target once; false when the input says nothing about it. A wrong result ends the process.
    func run(_ input: inout Input) -> Bool {
        switch self {
        case .png: Self.decodePNG(&input)
        case .jpeg: Self.decodeJPEG(&input)
        case .manifest: Self.parseManifest(&input)
        case .plan: Self.parsePlan(&input)
        case .tokenizer: Self.tokenize(&input)
        case .boxes: Self.findBoxes(&input)
        case .graph: Self.simplifyGraph(&input)
        }
    }
}

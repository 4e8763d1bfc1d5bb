extension SentimentReader {
    /// The inputs of the network, which must be of the known ones and take a row of ids of any length, and give a float
    /// for each label. Throws ``EngineError/wrongInterface(_:expected:found:)`` and names the input.
    static func inputs(of session: borrowing Session, labels: Int) throws(EngineError) -> [Input] {
        let model = session.model
        let known = Input.allCases.map(\.rawValue).joined(separator: ", ")
        guard session.inputs.contains(Input.ids.rawValue) else {
            throw .wrongInterface(
                model, expected: "an input \"\(Input.ids.rawValue)\"",
                found: "the inputs \(session.inputs.joined(separator: ", "))")
        }
        var inputs: [Input] = []
        for (index, name) in session.inputs.enumerated() {
            guard let input = Input(rawValue: name) else {
                throw .wrongInterface(model, expected: "no inputs but \(known)", found: "the input \"\(name)\"")
            }
            let type = try session.type(ofInput: index)
            guard let type, type.takes(Int64.self, [1, nil]) else {
                throw .wrongInterface(
                    model, expected: "the input \"\(name)\" of the form int64 [any, any]",
                    found: type?.description ?? "one that is no tensor")
            }
            inputs.append(input)
        }
        guard let name = session.outputs.first else {
            throw .wrongInterface(model, expected: "an output", found: "none")
        }
        let type = try session.type(ofOutput: 0)
        guard let type, type.takes(Float.self, [1, labels]) else {
            throw .wrongInterface(
                model, expected: "the output \"\(name)\" of the form float [any, \(labels)], a number for each label",
                found: type?.description ?? "one that is no tensor")
        }
        return inputs
    }

    /// Runs the network on the last token of the vocabulary: one that has more tokens than the network was made for would
    /// fail only on the texts that have them.
    ///
    /// Throws ``ManifestError/vocabularyBeyondModel(_:count:model:message:)``, or ``EngineError`` when the network fails
    /// on other tokens, too.
    func requireVocabulary() throws {
        let vocabulary = tokenizer.vocabulary
        let (start, end) = (vocabulary.special.start, vocabulary.special.end)
        do {
            _ = try logits(of: [start, Int64(vocabulary.count) - 1, end])
        } catch {
            _ = try logits(of: [start, vocabulary.special.unknown, end])
            throw ManifestError.vocabularyBeyondModel(
                vocabulary.path, count: vocabulary.count, model: session.model, message: "\(error)")
        }
    }
}

// Unchecked: what a reader holds does not change after its init, and ONNX Runtime promises that "multiple threads can
// invoke the Run() method on the same inference session object"
// (https://onnxruntime.ai/docs/reference/high-level-design.html, "Key design decisions"; Run's comment in
// onnxruntime_c_api.h). ``endProfile()`` alone is for one thread, after the others are done.
extension SentimentReader: @unchecked Sendable {}

extension SentimentReader {
    /// Judges texts, at most `rows` in one run of the model; texts of like length share a run, so that little of it is
    /// padding.
    ///
    /// One text's failure is its own: when a run fails, its texts are judged one by one.
    func judge(_ texts: [String], rows: Int) -> [Result<Judgement, EngineError>] {
        if texts.count == 1 { return [Result { () throws(EngineError) in try judge(texts[0]) }] }
        let ids = texts.map(tokenizer.ids)
        var judgements = [Result<Judgement, EngineError>?](repeating: nil, count: texts.count)
        let order = ids.indices.sorted { (ids[$0].count, $0) < (ids[$1].count, $1) }
        for members in runs(order, ids, rows: rows) {
            let run = members.map { ids[$0] }
            do throws(EngineError) {
                for (index, logits) in zip(members, try logits(of: run)) {
                    judgements[index] = .success(judgement(logits))
                }
            } catch {
                for index in members {
                    judgements[index] = Result { () throws(EngineError) in
                        judgement(try logits(of: [ids[index]])[0])
                    }
                }
            }
        }
        return judgements.compactMap(\.self)
    }

    /// Cuts `order` into runs. A model without a mask would read the padding, so its runs are of one length.
    private func runs(_ order: [Int], _ ids: [[Int64]], rows: Int) -> [ArraySlice<Int>] {
        var runs: [ArraySlice<Int>] = []
        var start = 0
        while start < order.count {
            var end = min(start + max(rows, 1), order.count)
            if !inputs.contains(.mask) {
                let length = ids[order[start]].count
                end = order[start..<end].firstIndex { ids[$0].count != length } ?? end
            }
            runs.append(order[start..<end])
            start = end
        }
        return runs
    }

    /// The network's outputs for rows of ids, the shorter ones padded and masked.
    private func logits(of rows: [[Int64]]) throws(EngineError) -> [[Double]] {
        let width = rows.map(\.count).max() ?? 0
        var feed = Feed(session.engine, model: session.model)
        for input in inputs where input != .types {
            try feed.add(input.rawValue, shape: [rows.count, width], of: Int64.self) { span in
                for (index, row) in rows.enumerated() {
                    for column in row.indices { span[index * width + column] = input == .ids ? row[column] : 1 }
                }
            }
        }
        if inputs.contains(.types) {
            try feed.add(Input.types.rawValue, shape: [rows.count, width], of: Int64.self) { _ in }
        }
        let output = try session.run(feed)
        guard output.shape == [rows.count, labels.count] else {
            throw .wrongOutput(
                session.model, expected: "[\(rows.count), \(labels.count)]", found: "\(output.shape)")
        }
        let logits = output.withElements { elements in
            rows.indices.map { row in
                labels.indices.map { Double(elements[row * labels.count + $0]) }
            }
        }
        guard logits.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw .notANumber(session.model) }
        return logits
    }
}

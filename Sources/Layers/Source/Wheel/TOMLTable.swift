import OCI

/// A table while it is read. A class, because headers come back to tables that stand already.
final class TOMLTable {
    private enum Node {
        case value(JSON)
        case table(TOMLTable)
        case tables([TOMLTable])
    }

    private var nodes: [String: Node] = [:]

    /// The table under a key, made where it is missing, the last one of an array; nil where a value stands.
    func descend(_ key: String) -> TOMLTable? {
        switch nodes[key] {
        case .table(let table): return table
        case .tables(let tables): return tables.last
        case .value: return nil
        case nil:
            let table = TOMLTable()
            nodes[key] = .table(table)
            return table
        }
    }

    /// A new table at the end of the array under a key; nil where something else stands.
    func append(_ key: String) -> TOMLTable? {
        let table = TOMLTable()
        switch nodes[key] {
        case .tables(var tables):
            // Taken out first, so that a long array is not copied at each step.
            nodes[key] = nil
            tables.append(table)
            nodes[key] = .tables(tables)
        case nil: nodes[key] = .tables([table])
        default: return nil
        }
        return table
    }

    /// Sets a value; false where something stands.
    func set(_ key: String, _ value: JSON) -> Bool {
        guard nodes[key] == nil else { return false }
        nodes[key] = .value(value)
        return true
    }

    var json: JSON {
        .object(
            nodes.mapValues { node in
                switch node {
                case .value(let value): value
                case .table(let table): table.json
                case .tables(let tables): .array(tables.map(\.json))
                }
            })
    }
}

/// How much a target wants each wheel: the lower the rank, the more.
public struct WheelRanking: Sendable {
    private let ranks: [WheelTag: Int]

    /// The ranking of a target's tags.
    public init(_ target: PythonTarget) {
        ranks = Dictionary(target.tags.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    /// The rank of a file by its best tag; nil for one that does not run on the target.
    public func rank(of file: WheelFileName) -> Int? { file.tags.compactMap { ranks[$0] }.min() }

    /// The one file that the target wants most: by tag, then by the higher build, then by the bytes of the name.
    public func best<Item>(_ items: [Item], name: (Item) -> WheelFileName) -> Item? {
        items
            .compactMap { item in rank(of: name(item)).map { (item: item, name: name(item), rank: $0) } }
            .min { left, right in
                if left.rank != right.rank { return left.rank < right.rank }
                let (first, second) = (left.name.build, right.name.build)
                if first != second { return WheelFileName.precedes(build: second, first) }
                return left.name.text.utf8.lexicographicallyPrecedes(right.name.text.utf8)
            }?.item
    }
}

/// Which versions are preferred: pins in the order of the recipe, of which the first that fits decides.
///
/// Source: apt_preferences(5), "How APT Interprets Priorities"; apt's `pkgPolicy`.
public struct DebianPolicy: Hashable, Sendable {
    /// The pins, in the order of the recipe.
    public let pins: [DebianPin]
    /// What the recipe says of whole archives, behind every pin.
    public let archives: [String: Int]

    /// A policy from its parts.
    public init(pins: [DebianPin] = [], archives: [String: Int] = [:]) {
        self.pins = pins
        self.archives = archives
    }

    /// The priority of all that comes from an origin and that no pin names.
    func priority(of origin: DebianOrigin) -> Int {
        pins.first { $0.isGeneral && $0.concerns(origin) }?.priority ?? archives[origin.archive]
            ?? origin.defaultPriority
    }

    /// The priority of a version that some origins offer: the first pin's that names the package, else the highest of its
    /// origins.
    func priority(of name: String, _ version: DebianVersion, from origins: [DebianOrigin]) -> Int {
        if let pin = pins.first(where: { !$0.isGeneral && $0.concerns(name, version, from: origins) }) {
            return pin.priority
        }
        return origins.map { priority(of: $0) }.max() ?? 0
    }
}

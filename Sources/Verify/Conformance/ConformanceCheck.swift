public import OCI

/// Compares an image with the lock that it carries: its annotations, its packages, and every path of every layer.
///
/// What is proved is said in docs/conformance.md: content that the lock names by its digest is the locked one; content that
/// packages bring agrees with the packages' own records in the image, which nobody signed. `verify --reproduce` proves more.
public struct ConformanceCheck: Sendable {
    /// The layout that holds the image.
    public let layout: ImageLayout
    /// How many layers are read at once.
    public let jobs: Int
    /// How far a layer is followed.
    public let limits: AuditLimits
    private let claims: Claims

    /// Says what the annotations of a lock's layers must be, given the content of those that they lie among.
    public typealias Claims = @Sendable (_ lock: JSON, _ content: [DiffID]) throws(JSONError) -> [LayerClaim]

    /// A check of images in `layout`.
    public init(
        layout: ImageLayout, jobs: Int, limits: AuditLimits = AuditLimits(), claims: @escaping Claims
    ) {
        self.layout = layout
        self.jobs = max(1, jobs)
        self.limits = limits
        self.claims = claims
    }

    /// Compares an image, which should be sound by itself, with its lock.
    ///
    /// - Throws: `LayoutError` for a blob or document that is missing or damaged, ``DiffError`` for a layer that is.
    public func report(on image: Descriptor) async throws -> ConformanceReport { try await report(plan(for: image)) }

    /// Reads the image's documents and its lock: all that can be known before the layers are read.
    ///
    /// - Throws: `LayoutError` for a document that is missing or damaged.
    public func plan(for image: Descriptor) throws -> ConformancePlan {
        var report = ConformanceReport()
        guard [.manifest, .dockerManifest].contains(image.mediaType),
            let binding = try LockBinding.find(for: image, in: layout, report: &report)
        else { return ConformancePlan(report) }
        report.lock = Digest(of: binding.lock)
        report.image = binding.owner.digest
        let (facts, claims): (LockFacts, [LayerClaim])
        do throws(JSONError) {
            let json = try JSON(parsing: binding.lock, limits: .large)
            facts = try LockFacts(json)
            let base = max(0, binding.side.layers.count - facts.layers.count)
            claims = try self.claims(json, binding.side.layers.dropFirst(base).map(\.diffID))
        } catch {
            report.add(Finding(.lockMalformed, subject: Digest(of: binding.lock), actual: error.description))
            return ConformancePlan(report)
        }
        if let recipe = binding.recipe?.digest, recipe != facts.recipe {
            report.add(
                Finding(
                    .lockBinding, subject: binding.owner.digest, expected: "the recipe \(facts.recipe)",
                    actual: "\(recipe)"))
        }
        let side = try ImageSide(image, in: layout)
        var coverage = LockCoverage(of: binding, facts: facts, claims: claims, layout: layout)
        let covered = try coverage.run(over: side, report: &report)
        return ConformancePlan(report, side: side, facts: facts, covered: covered)
    }

    /// Compares the layers of an image, which should be sound by itself, as planned; reads those that nobody gathered.
    ///
    /// - Throws: `LayoutError` for a layer that is missing or is another, ``DiffError`` for one that is damaged.
    public func report(_ plan: ConformancePlan) async throws -> ConformanceReport {
        guard let (side, facts, covered) = plan.subject else { return plan.report }
        var comparison = ConformanceComparison(side: side, facts: facts, covered: covered, report: plan.report)
        let (limits, gathered) = (limits, plan.listings)
        var rest = side.layers[...]
        // A few at a time: only what is merged stays in memory.
        while !rest.isEmpty {
            let group = rest.prefix(jobs)
            rest = rest.dropFirst(group.count)
            let listings = try await group.concurrentMap(width: jobs) { layer in
                if let listing = gathered.take(layer.descriptor.digest) { return listing }
                let wishes = ConformanceComparison.wishes(of: covered[layer.position])
                return try await runBlocking {
                    try TreeListing.read(layer.descriptor, in: layer.layout, limits: limits, wishes: wishes)
                }
            }
            for (layer, listing) in zip(group, listings) { comparison.add(listing, at: layer.position) }
        }
        comparison.finish()
        return comparison.report
    }
}

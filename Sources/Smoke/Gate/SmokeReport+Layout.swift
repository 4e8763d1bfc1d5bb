public import OCI

extension SmokeReport {
    /// Writes the report as a referrer of the image and lists it in the index.
    @discardableResult
    public func write(to layout: ImageLayout, subject: Descriptor) throws(LayoutError) -> Descriptor {
        let document = try layout.write(json.canonical(), as: .smokeReport)
        let referrer = try layout.writeReferrer(
            of: subject, type: .smokeReport, blobs: [document],
            annotations: [Annotation.verdict: verdict, Annotation.device: device.rawValue])
        try layout.list([referrer])
        return referrer
    }

    /// The reports about an image, the newest last.
    ///
    /// - Parameter index: An index that is about to be written; nil for the one that there is.
    /// - Throws: ``LayoutError`` for a report that is damaged, malformed or about another image.
    public static func load(
        from layout: ImageLayout, subject: Descriptor, listedIn index: ImageIndex? = nil
    ) throws(LayoutError) -> [SmokeReport] {
        var reports: [SmokeReport] = []
        for referrer in try layout.referrers(of: subject.digest, type: .smokeReport, listedIn: index) {
            let manifest = try layout.manifest(referrer)
            guard let document = manifest.layers.first, document.mediaType == .smokeReport else {
                throw .document(referrer.digest, .value(path: "layers[0]", reason: "it is no smoke report"))
            }
            let bytes = try layout.read(document)
            do throws(JSONError) {
                let report = try SmokeReport(JSON(parsing: bytes))
                guard report.image == subject.digest else {
                    throw .value(path: "image", reason: "the report is about \(report.image)")
                }
                reports.append(report)
            } catch { throw .document(document.digest, error) }
        }
        return reports
    }
}

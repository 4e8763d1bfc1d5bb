public import OCI

extension SmokePlan {
    /// Writes the plan as a referrer of an image and lists it in the index. The pictures' blobs are in the layout already.
    ///
    /// - Throws: ``LayoutError``, `missingBlob` for a picture that is not there among them.
    @discardableResult
    public func write(to layout: ImageLayout, subject: Descriptor) throws(LayoutError) -> Descriptor {
        for picture in pictures where try !layout.keep(picture.blob) {
            throw .missingBlob(picture.blob.digest, layout: layout.root)
        }
        let document = try layout.write(json.canonical(), as: .smokePlan)
        let referrer = try layout.writeReferrer(
            of: subject, type: .smokePlan, blobs: [document] + pictures.map(\.blob),
            annotations: [Annotation.device: device.rawValue])
        try layout.list([referrer])
        return referrer
    }

    /// The newest plan of an image; nil for an image without one.
    ///
    /// - Parameter index: An index that is about to be written; nil for the one that there is.
    /// - Throws: ``LayoutError`` for a plan that is damaged, malformed or lacks a picture.
    public static func load(
        from layout: ImageLayout, subject: Descriptor, listedIn index: ImageIndex? = nil
    ) throws(LayoutError) -> SmokePlan? {
        let plans = try layout.referrers(of: subject.digest, type: .smokePlan, listedIn: index)
        guard let referrer = plans.last else { return nil }
        let manifest = try layout.manifest(referrer)
        guard let document = manifest.layers.first, document.mediaType == .smokePlan else {
            throw .document(referrer.digest, .value(path: "layers[0]", reason: "it is no smoke plan"))
        }
        let bytes = try layout.read(document)
        let plan: SmokePlan
        do { plan = try SmokePlan(JSON(parsing: bytes)) } catch { throw .document(document.digest, error) }
        let carried = Set(manifest.layers.map(\.digest))
        for picture in plan.pictures where !carried.contains(picture.blob.digest) {
            throw .missingBlob(picture.blob.digest, layout: layout.root)
        }
        return plan
    }
}

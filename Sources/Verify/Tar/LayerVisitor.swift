import Archive
import OCI

/// A visitor that takes something out of a whole layer, and for which a faulty layer is an error.
protocol LayerVisitor: TarVisitor {
    /// The first thing that was wrong; nil for a sound layer.
    var fault: TarFault? { get set }
    /// Ends the last entry.
    mutating func finish()
}

extension LayerVisitor {
    /// Keeps the first error.
    mutating func fault(_ fault: TarFault) {
        if self.fault == nil, fault.code.severity == .error { self.fault = fault }
    }

    /// Reads a layer to its end.
    ///
    /// - Throws: ``DiffError`` for a layer that is damaged, `LayoutError` for one that is missing or is another.
    func reading(_ descriptor: Descriptor, in layout: ImageLayout, limits: AuditLimits) throws -> Self {
        var content: LayerContent<Self>?
        do {
            try layout.stream(descriptor) { chunk in
                if content == nil {
                    guard let codec = LayerFormat.detected(chunk) else { throw DiffError.notALayer(descriptor.digest) }
                    content = try LayerContent(
                        codec, limit: limits.contentLimit(blobSize: descriptor.size), visitor: self)
                }
                try content?.write(chunk)
            }
            guard let content else { throw DiffError.notALayer(descriptor.digest) }
            try content.finish()
            if let fault = content.fault { throw DiffError.stream(descriptor.digest, fault) }
            content.update { $0.finish() }
            if let fault = content.visitor.fault {
                throw DiffError.archive(descriptor.digest, fault.code, path: fault.path.map { PrintableText($0) })
            }
            return content.visitor
        } catch let error as CodecError {
            throw DiffError.codec(descriptor.digest, error)
        }
    }
}

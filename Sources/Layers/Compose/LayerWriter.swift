public import Archive
public import OCI

/// Writes planned layers into a layout in one pass: content → tar → diffID → compressor → digest → blob.
///
/// One thread unpacks, one hashes and packs, and the compressor has its own. The bytes depend on the plan, the compression
/// and the compressor's version alone.
public struct LayerWriter: Sendable {
    /// Where the blobs go.
    public let layout: ImageLayout
    /// How many threads may compress one layer; the bytes do not depend on it.
    public let workers: Int

    /// A writer into `layout`.
    public init(layout: ImageLayout, workers: Int) {
        self.layout = layout
        self.workers = workers
    }

    /// Writes one layer.
    ///
    /// - Throws: ``ComposeError/content(_:expected:actual:)`` where a file's bytes are not the expected ones, and what
    ///   reading and writing throw. Nothing stays behind then.
    public func write(_ plan: LayerPlan, compression: Compression) throws -> ComposedLayer {
        let channel = ContentChannel()
        let entries = plan.entries
        return try alongside {
            ContentSender(channel, compression: compression).send(entries)
        } _: {
            try pack(plan, from: ContentReceiver(channel), compression: compression)
        }
    }

    private func pack(
        _ plan: LayerPlan, from receiver: consuming ContentReceiver, compression: Compression
    ) throws -> ComposedLayer {
        let sink = try LayerSink(layout: layout, compression: compression, tarSize: plan.tarSize, workers: workers)
        var writer = TarWriter { bytes in try sink.take(bytes) }
        for (index, entry) in plan.entries.enumerated() {
            let actual = try append(entry, from: &receiver, to: &writer, sink)
            if let expected = entry.digest, expected != actual {
                // Where the source is damaged, that says more.
                try receiver.confirm(index)
                throw entry.mismatch(expected: expected, actual: actual)
            }
        }
        try writer.finish()
        try receiver.finish()
        return try sink.commit()
    }

    /// Writes an entry; returns the digest of its content.
    private func append(
        _ entry: LayerEntry, from receiver: inout ContentReceiver, to writer: inout TarWriter, _ sink: LayerSink
    ) throws -> Digest {
        let spliced = entry.isSpliced(by: sink.compression) ? entry.packed : nil
        try writer.append(entry.tar) { content in
            try sink.beginContent(isSpliced: spliced != nil)
            try receiver.receive(size: entry.tar.contentSize, deflateSize: spliced?.compressedSize ?? 0) {
                try sink.splice($0)
            } content: {
                try content.write($0)
            }
            try sink.endContent(spliced)
        }
        return sink.contentDigest()
    }
}

extension MediaType {
    /// The media type of a layer that `codec` compressed.
    public static func layer(compressedBy codec: Codec) -> MediaType {
        switch codec {
        case .none: .layer
        case .gzip: .layerGzip
        case .zstd: .layerZstd
        }
    }
}

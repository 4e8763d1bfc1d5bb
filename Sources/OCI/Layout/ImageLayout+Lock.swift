import SystemPackage

extension ImageLayout {
    /// Runs `body` while no other process and no other task changes the index or collects garbage.
    func locked<Value>(_ body: () throws -> Value) throws -> Value {
        let lock = try FileLock(lockPath)
        defer { withExtendedLifetime(lock) {} }
        return try body()
    }

    /// Whether a blob of that digest and size lies here; if so it counts as new from now on, so that ``GarbageCollector``
    /// leaves it to the process that asked. See ``StoreUse``.
    public func keep(_ blob: Descriptor) throws(LayoutError) -> Bool {
        guard try contains(blob) else { return false }
        do { return try locked { try touch(blob) } } catch { throw LayoutError.wrap(error) }
    }

    /// The same for an image or an artifact with all that it reaches, and with the artifacts about it.
    ///
    /// What is missing stays missing: whoever needs it says so.
    public func keep(image: Descriptor) throws(LayoutError) {
        do {
            try locked {
                var reach = ImageReach(in: self)
                try reach.add(image)
                try reach.addReferrers(listedIn: index())
                for digest in reach.digests { _ = try touch(digest) }
            }
        } catch { throw LayoutError.wrap(error) }
    }

    private func touch(_ blob: Descriptor) throws -> Bool {
        guard try contains(blob) else { return false }
        return try touch(blob.digest)
    }

    private func touch(_ digest: Digest) throws(FileError) -> Bool {
        do {
            try path(of: digest).touch()
            return true
        } catch .failed(_, _, .noSuchFileOrDirectory) { return false }
    }
}

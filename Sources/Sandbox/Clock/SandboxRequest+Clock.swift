import SystemPackage

extension SandboxRequest {
    /// The request with its clock among its mounts: the library and the list that names it, written to `directory`.
    ///
    /// The library lies in `/dev`, which every sandbox makes anew, so that of the root only the list's place is touched.
    func fixingClock(in directory: borrowing ScratchDirectory) throws(SandboxError) -> SandboxRequest {
        guard let clock, FixedClock.isSupported else { return self }
        let place = FilePath("/dev/imagesmith-clock.so")
        let library = try directory.write(ClockLibrary(clock).bytes, to: "clock.so", isForAll: true)
        let list = try directory.write(Array("\(place)\n".utf8), to: "ld.so.preload", isForAll: true)
        return mounting(
            try SandboxMount(of: library, at: place), try SandboxMount(of: list, at: "/etc/ld.so.preload"))
    }
}

extension FixedClock {
    fileprivate static var isSupported: Bool {
        #if arch(x86_64)
            true
        #else
            false
        #endif
    }
}

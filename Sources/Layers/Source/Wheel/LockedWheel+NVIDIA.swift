extension LockedWheel {
    /// Whether it is NVIDIA's wheel of a part of CUDA: `nvidia-PART-cu11`, `nvidia-PART-cu12`; some of CUDA 13 are called
    /// `nvidia-PART`.
    func isNVIDIA(_ part: String) -> Bool {
        let name = "nvidia-\(part)"
        let rest = project.text.dropFirst(name.count)
        return project.text.hasPrefix(name) && (rest.isEmpty || rest.wholeMatch(of: /-cu[0-9]{2}/) != nil)
    }
}

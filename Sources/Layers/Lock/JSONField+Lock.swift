import Archive
import OCI

extension JSONField {
    /// A path of the image, without the slash it begins with.
    func imagePath() throws(JSONError) -> TarPath {
        let text = try string()
        do { return try TarPath(text) } catch { throw invalid("\(error)") }
    }

    /// An image that is named by its digest.
    func pinnedImage() throws(JSONError) -> PinnedImage {
        let text = try string()
        do { return try PinnedImage(text) } catch { throw invalid("\(error)") }
    }

    /// A number of bytes.
    func byteCount() throws(JSONError) -> Int64 {
        let size = try integer()
        guard size >= 0 else { throw invalid("the size \(size) is negative") }
        return size
    }
}

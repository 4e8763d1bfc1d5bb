/// What differs between the generations of an OCR model: its files and the constants around them.
struct OCRManifest: Equatable, Sendable {
    /// Finds the lines.
    struct Detection: Equatable, Sendable {
        let file: RelativeName
        let limit: DetectionLimit
        let normalization: Normalization
        /// The probability above which a pixel belongs to a line.
        let threshold: Float
        /// The mean probability below which a box is dropped.
        let boxThreshold: Double
        /// How far a box grows: area times this over perimeter.
        let unclipRatio: Double
        /// Whether each pixel also takes the value of its left and upper neighbours.
        let dilation: Bool
        let maximumCandidates: Int
    }

    /// Finds the lines that stand upside down.
    struct Classification: Equatable, Sendable {
        let file: RelativeName
        let height: Int
        let width: Int
        /// The probability above which a line is turned.
        let threshold: Float
    }

    /// Reads a line.
    struct Recognition: Equatable, Sendable {
        let file: RelativeName
        let height: Int
        let minimumWidth: Int
        /// The most lines in one run.
        let batch: Int
        /// The score below which a line is dropped.
        let minimumScore: Double
        let normalization: Normalization
        let dictionary: Dictionary
    }

    /// Where the characters of the classes are listed.
    enum Dictionary: Equatable, Sendable {
        /// In the model's own metadata, under this key.
        case metadata(String)
        /// In a file beside the model.
        case file(RelativeName)
    }

    let name: String
    /// The sides that pictures are brought between; nil where every size is taken as it is.
    let page: PageLimit?
    let order: ReadingOrder
    let detection: Detection
    let classification: Classification?
    let recognition: Recognition
}

/// The annotation keys that imagesmith writes and reads.
///
/// Source: OCI image-spec, annotations.md, for `org.opencontainers.*`; ModelPack model-spec, annotations.md, for `org.cncf.*`.
public enum Annotation {
    /// The tag of a manifest in a layout's `index.json`.
    public static let refName = "org.opencontainers.image.ref.name"
    /// When the image was made, in RFC 3339.
    public static let created = "org.opencontainers.image.created"
    /// The image's name, for people.
    public static let title = "org.opencontainers.image.title"
    /// The version of what the image holds.
    public static let version = "org.opencontainers.image.version"
    /// What the image is for.
    public static let summary = "org.opencontainers.image.description"
    /// The licences of what the image holds, as an SPDX expression.
    public static let licenses = "org.opencontainers.image.licenses"
    /// The name of the image that an image was put upon.
    public static let baseName = "org.opencontainers.image.base.name"
    /// The digest of the image that an image was put upon.
    public static let baseDigest = "org.opencontainers.image.base.digest"

    /// A layer's name in the recipe.
    public static let layerName = "dev.imagesmith.layer.name"
    /// A layer's kind: `debian`, `wheels`, `model`, `files`, `runtime`, `libraries` or `directory`.
    public static let layerKind = "dev.imagesmith.layer.kind"
    /// The path of the image that a layer puts its files to, without the slash it begins with.
    public static let layerPath = "dev.imagesmith.layer.path"
    /// The digest of the lock entry that a layer is a function of.
    public static let layerInputs = "dev.imagesmith.layer.inputs"
    /// The digest of a layer's uncompressed tar, where no configuration says it.
    public static let layerDiffID = "dev.imagesmith.layer.diffid"
    /// The digest of a model's files, whatever their packing.
    public static let modelDigest = "dev.imagesmith.model.digest"
    /// The formats of a model's files, separated by commas.
    public static let modelFormat = "dev.imagesmith.model.format"
    /// The versions of ONNX's operator set that a model's files ask for, separated by commas.
    public static let modelOpset = "dev.imagesmith.model.opset"
    /// How many tensors a model's files hold.
    public static let modelTensors = "dev.imagesmith.model.tensors"
    /// How many elements these tensors have.
    public static let modelParameters = "dev.imagesmith.model.parameters"
    /// The file of a model that describes it.
    public static let modelCard = "dev.imagesmith.model.card"
    /// The languages that a model's card names, separated by commas.
    public static let modelLanguages = "dev.imagesmith.model.languages"
    /// The tags that a model's card names, separated by commas.
    public static let modelTags = "dev.imagesmith.model.tags"
    /// What begins the keys of a recipe's own notes on a model.
    public static let modelMetadata = "dev.imagesmith.model.metadata."
    /// How a layer is compressed, as `zstd 1.5.4 level 3`.
    public static let layerCompression = "dev.imagesmith.layer.compression"
    /// The digest of the recipe that an image was built from.
    public static let recipe = "dev.imagesmith.recipe"
    /// The digest of the lock that an image was built from.
    public static let lock = "dev.imagesmith.lock"
    /// The digest of the image that a swap started from.
    public static let previous = "dev.imagesmith.swap.previous"
    /// The names of the layers that a swap replaced, separated by commas.
    public static let swapped = "dev.imagesmith.swap.layers"
    /// Whether an image is a candidate that no smoke test has passed yet.
    public static let candidate = "dev.imagesmith.candidate"
    /// The digests that a tag of a layout stood for before, the latest first, separated by commas.
    public static let tagHistory = "dev.imagesmith.tag.previous"
    /// Whether somebody took an image's last tag away, so that collecting removes it whatever its age.
    public static let removed = "dev.imagesmith.removed"
    /// The verdict of a smoke report: `passed` or `failed`.
    public static let verdict = "dev.imagesmith.smoke.verdict"
    /// The device that a smoke test ran on.
    public static let device = "dev.imagesmith.smoke.device"

    /// The highest version of CUDA that an image holds, as `11.8`; a label.
    public static let cuda = "dev.imagesmith.cuda"
    /// The highest version of cuDNN that an image holds, as `8.9`; a label.
    public static let cudnn = "dev.imagesmith.cudnn"
    /// The oldest driver that the image's CUDA runs on, as `450.80.02`; a label.
    public static let driver = "dev.imagesmith.cuda.driver"

    /// The path of a model's file (ModelPack).
    public static let modelFilePath = "org.cncf.model.filepath"
    /// A model file's metadata, as JSON (ModelPack).
    public static let modelFileMetadata = "org.cncf.model.file.metadata+json"
}

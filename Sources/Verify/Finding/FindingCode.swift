/// What can be wrong with an image. The raw value is the stable code that other programs match on; it is never renamed.
///
/// `docs/findings.md` holds one row for each.
public enum FindingCode: String, Hashable, Sendable, CaseIterable {
    // Blobs and the descriptors that name them.
    case blobMissing = "blob-missing"
    case blobNotRegular = "blob-not-regular"
    case blobSize = "blob-size"
    case blobDigest = "blob-digest"
    case descriptorSize = "descriptor-size"
    case descriptorDigest = "descriptor-digest"
    case descriptorData = "descriptor-data"
    case descriptorURLs = "descriptor-urls"

    // Documents.
    case jsonSyntax = "json-syntax"
    case jsonDuplicateKey = "json-duplicate-key"
    case jsonKeyCase = "json-key-case"
    case jsonLimit = "json-limit"
    case jsonMember = "json-member"
    case mediaTypeDescriptor = "media-type-descriptor"
    case mediaTypeContent = "media-type-content"
    case mediaTypeUnknown = "media-type-unknown"
    case manifestAmbiguous = "manifest-ambiguous"
    case configPlatform = "config-platform"
    case configRootfs = "config-rootfs"
    case diffIDCount = "diffid-count"
    case historyCount = "history-count"
    case configTime = "config-time"
    case configUser = "config-user"
    case configWorkdir = "config-workdir"
    case configEnv = "config-env"
    case configEnvLoader = "config-env-loader"
    case configEnvSearch = "config-env-search"
    case configNVIDIA = "config-nvidia"
    case configGPU = "config-gpu"
    case configSecret = "config-secret"
    case configEntrypoint = "config-entrypoint"
    case configHealthcheck = "config-healthcheck"
    case configOnBuild = "config-onbuild"
    case configAccount = "config-account"
    case configWorkdirMissing = "config-workdir-missing"
    case configVolume = "config-volume"
    case configPort = "config-port"
    case configStopSignal = "config-stop-signal"
    case indexName = "index-name"
    case indexDuplicateName = "index-duplicate-name"
    case indexDuplicatePlatform = "index-duplicate-platform"
    case indexLimit = "index-limit"
    case layoutMarker = "layout-marker"
    case archiveMalformed = "archive-malformed"
    case referrerSubject = "referrer-subject"

    // Layers as compressed streams.
    case layerDiffID = "layer-diffid"
    case layerTruncated = "layer-truncated"
    case layerTrailingBytes = "layer-trailing-bytes"
    case layerChecksum = "layer-checksum"
    case layerDamaged = "layer-damaged"
    case layerLimit = "layer-limit"
    case layerVolatileHeader = "layer-volatile-header"
    case layerSkippableFrame = "layer-skippable-frame"
    case layerUnchecked = "layer-unchecked"

    // Layers as tar archives.
    case tarHeader = "tar-header"
    case tarChecksum = "tar-checksum"
    case tarTruncated = "tar-truncated"
    case tarEndMissing = "tar-end-missing"
    case tarDataAfterEnd = "tar-data-after-end"
    case tarPadding = "tar-padding"
    case tarTypeUnknown = "tar-type-unknown"
    case tarSparse = "tar-sparse"
    case tarPaxGlobal = "tar-pax-global"
    case tarPaxMalformed = "tar-pax-malformed"
    case tarSizeDisagree = "tar-size-disagree"
    case tarSizeNegative = "tar-size-negative"
    case tarSizeType = "tar-size-type"
    case tarLimit = "tar-limit"
    case tarPathEmpty = "tar-path-empty"
    case tarPathAbsolute = "tar-path-absolute"
    case tarPathEscape = "tar-path-escape"
    case tarPathNUL = "tar-path-nul"
    case tarPathLength = "tar-path-length"
    case tarPathType = "tar-path-type"
    case tarPathThroughLink = "tar-path-through-link"
    case tarPathUnprintable = "tar-path-unprintable"
    case tarPathLookalike = "tar-path-lookalike"
    case tarPathCase = "tar-path-case"
    case tarParentNotDirectory = "tar-parent-not-directory"
    case tarLowerParent = "tar-lower-parent"
    case tarDuplicatePath = "tar-duplicate-path"
    case tarTypeChange = "tar-type-change"
    case tarRootType = "tar-root-type"
    case tarLinkEscape = "tar-link-escape"
    case tarLinkTarget = "tar-link-target"
    case tarLinkToSymlink = "tar-link-to-symlink"
    case tarWhiteoutName = "tar-whiteout-name"
    case tarWhiteoutContent = "tar-whiteout-content"
    case tarWhiteoutSibling = "tar-whiteout-sibling"
    case tarWhiteoutNothing = "tar-whiteout-nothing"
    case tarDevice = "tar-device"
    case tarSetID = "tar-set-id"
    case tarCapability = "tar-capability"
    case tarWorldWritable = "tar-world-writable"
    case tarXattrOverlay = "tar-xattr-overlay"
    case tarXattrSecurity = "tar-xattr-security"
    case tarXattrLimit = "tar-xattr-limit"
    case tarDisagreement = "tar-disagreement"

    // Object files in the layers.
    case elfNeeded = "elf-needed"
    case elfUnreachable = "elf-unreachable"
    case elfInterpreter = "elf-interpreter"
    case elfMalformed = "elf-malformed"
    case driverLibrary = "driver-library"

    // The image beside its lock.
    case lockBinding = "lock-binding"
    case lockMalformed = "lock-malformed"
    case lockLayers = "lock-layers"
    case unaccountedFile = "unaccounted-file"
    case fileMissing = "file-missing"
    case fileContent = "file-content"
    case fileAttributes = "file-attributes"
    case privilegeOutside = "privilege-outside"
    case privilegeUnused = "privilege-unused"
    case packageMissing = "package-missing"
    case packageExtra = "package-extra"
    case packageVersion = "package-version"
    case packageRecords = "package-records"

    // The image beside what is built anew of its recipe and lock.
    case reproduceLayers = "reproduce-layers"
    case reproducePaths = "reproduce-paths"
    case reproduceContent = "reproduce-content"
    case reproduceTime = "reproduce-time"
    case reproduceAttributes = "reproduce-attributes"
    case reproduceOrder = "reproduce-order"
    case reproduceArchive = "reproduce-archive"
    case reproduceCompression = "reproduce-compression"
    case reproduceConfig = "reproduce-config"
    case reproduceManifest = "reproduce-manifest"

    // A directory on disk beside the image.
    case rootfsAdded = "rootfs-added"
    case rootfsMissing = "rootfs-missing"
    case rootfsType = "rootfs-type"
    case rootfsContent = "rootfs-content"
    case rootfsMode = "rootfs-mode"
    case rootfsOwner = "rootfs-owner"
    case rootfsTarget = "rootfs-target"
    case rootfsDevice = "rootfs-device"
    case rootfsXattr = "rootfs-xattr"
    case rootfsLink = "rootfs-link"

    /// How much a finding of this code weighs.
    public var severity: Severity {
        switch self {
        case .configEnvSearch, .configNVIDIA, .configGPU, .configSecret, .configEntrypoint, .configHealthcheck,
            .configOnBuild, .configAccount, .configWorkdirMissing, .tarPathCase, .driverLibrary, .privilegeUnused:
            .strict
        case .descriptorURLs, .configEnvLoader, .indexDuplicatePlatform, .layerVolatileHeader, .layerSkippableFrame,
            .layerUnchecked, .tarEndMissing, .tarPadding, .tarPathUnprintable, .tarPathLookalike, .tarLinkToSymlink,
            .tarTypeChange, .tarWhiteoutSibling, .tarWhiteoutNothing, .tarDevice, .tarSetID, .tarCapability,
            .tarWorldWritable, .tarXattrSecurity, .elfNeeded, .elfUnreachable, .elfInterpreter, .elfMalformed,
            .rootfsLink:
            .strict
        default: .error
        }
    }
}

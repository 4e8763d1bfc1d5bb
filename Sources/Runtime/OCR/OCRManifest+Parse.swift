extension OCRManifest {
    /// Takes the members of a manifest of the kind `ocr`. Throws ``FieldError``; nothing may be left over.
    init(_ fields: inout Fields) throws(FieldError) {
        name = try fields.text("name")
        if let value = fields.optional("page") {
            var page = try Fields(value, at: fields.path("page"))
            self.page = try PageLimit(&page)
        } else {
            page = nil
        }
        order = fields.has("order") ? try fields.choice("order") : .neighbors
        var detection = try fields.object("detection")
        self.detection = try Detection(&detection)
        if let value = fields.optional("classification") {
            var classification = try Fields(value, at: fields.path("classification"))
            self.classification = try Classification(&classification)
        } else {
            classification = nil
        }
        var recognition = try fields.object("recognition")
        self.recognition = try Recognition(&recognition)
    }
}

extension PageLimit {
    fileprivate init(_ fields: inout Fields) throws(FieldError) {
        longest = try fields.integer("longest", in: DetectionLimit.multiple...10_000)
        shortest = try fields.integer("shortest", in: 1...1024)
        try fields.finish()
    }
}

extension OCRManifest.Detection {
    fileprivate init(_ fields: inout Fields) throws(FieldError) {
        file = try fields.file("file")
        var limit = try fields.object("limit")
        self.limit = DetectionLimit(
            side: try limit.choice("type"), pixels: try limit.integer("side", in: DetectionLimit.multiple...4096))
        try limit.finish()
        normalization = try Normalization(&fields)
        threshold = Float(try fields.number("threshold", in: 0...1))
        boxThreshold = try fields.number("boxThreshold", in: 0...1)
        unclipRatio = try fields.number("unclipRatio", in: 0.1...10)
        dilation = try fields.boolean("dilation")
        maximumCandidates = try fields.integer("maximumCandidates", in: 1...10_000)
        try fields.finish()
    }
}

extension OCRManifest.Classification {
    fileprivate init(_ fields: inout Fields) throws(FieldError) {
        file = try fields.file("file")
        height = try fields.integer("height", in: 8...256)
        width = try fields.integer("width", in: 8...1024)
        threshold = Float(try fields.number("threshold", in: 0...1))
        try fields.finish()
    }
}

extension OCRManifest.Recognition {
    fileprivate init(_ fields: inout Fields) throws(FieldError) {
        file = try fields.file("file")
        height = try fields.integer("height", in: 8...256)
        minimumWidth = try fields.integer("minimumWidth", in: 0...LineRecognizer.widthLimit)
        batch = try fields.integer("batch", in: 1...64)
        minimumScore = try fields.number("minimumScore", in: 0...1)
        normalization = try Normalization(&fields)
        var dictionary = try fields.object("dictionary")
        if dictionary.has("metadata") {
            self.dictionary = .metadata(try dictionary.text("metadata"))
        } else {
            self.dictionary = .file(try dictionary.file("file"))
        }
        try dictionary.finish()
        try fields.finish()
    }
}

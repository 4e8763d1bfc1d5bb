extension RecipeField {
    func runtime() throws(RecipeError) -> RuntimeRecipe {
        let members = try members(["path", "onnxruntime", "device"])
        let versionField = try members.required("onnxruntime")
        let version = try versionField.string()
        guard version.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+/) != nil else {
            throw versionField.invalid("'\(version)' is not a version as 1.26.0")
        }
        return RuntimeRecipe(
            path: try members.required("path").imagePath(), onnxruntime: version,
            device: try members.optional("device")?.smokeDevice() ?? .cpu)
    }
}

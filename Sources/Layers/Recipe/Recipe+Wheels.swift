extension RecipeField {
    func wheels() throws(RecipeError) -> WheelsRecipe {
        let members = try members(["python", "requirements", "exclude-newer", "overrides", "index"])
        let pythonField = try members.required("python")
        let python = try pythonField.string()
        guard python.wholeMatch(of: /3\.[0-9]{1,2}/) != nil else {
            throw pythonField.invalid("'\(python)' is not a version of Python as \"3.11\"")
        }
        let requirements = try members.required("requirements")
        guard try !requirements.elements().isEmpty else { throw requirements.invalid("at least one is needed") }
        return WheelsRecipe(
            python: python, requirements: try requirements.strings(),
            excludeNewer: try members.optional("exclude-newer")?.string(),
            overrides: try members.optional("overrides")?.strings() ?? [],
            index: try members.optional("index")?.string() ?? "pypi")
    }
}

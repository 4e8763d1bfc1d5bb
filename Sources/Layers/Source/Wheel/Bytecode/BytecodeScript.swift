/// What runs in the sandbox to compile sources as `python -m compileall --invalidation-mode unchecked-hash` does.
///
/// It reads members out of the wheels themselves, and writes one file of all byte-code, so nothing is unpacked.
enum BytecodeScript {
    /// Answers with the interpreter's version and magic number.
    static let identity = """
        import importlib.util, json, sys
        magic = int.from_bytes(importlib.util.MAGIC_NUMBER[:2], "little")
        kind = "" if sys.implementation.name == "cpython" else sys.implementation.name + " "
        print(json.dumps({"python": kind + "%d.%d.%d" % sys.version_info[:3], "magic": magic}))
        """

    /// Reads `/in/sources.json`, writes `/out/pack` and answers with a size, or a reason, for each source.
    static let compile = """
        import importlib.util, json, sys, warnings, zipfile
        from importlib._bootstrap_external import _code_to_hash_pyc

        warnings.simplefilter("ignore")
        with open("/in/sources.json", "rb") as file:
            wheels = json.load(file)
        results = []
        with open("/out/pack", "wb") as pack:
            for wheel in wheels:
                with zipfile.ZipFile(wheel["file"]) as archive:
                    for member, place in wheel["members"]:
                        source = archive.read(member)
                        try:
                            code = compile(source, place, "exec", dont_inherit=True, optimize=0)
                        except Exception as error:
                            words = str(error).splitlines()
                            results.append(type(error).__name__ + ": " + (words[0] if words else "")[:200])
                            continue
                        data = _code_to_hash_pyc(code, importlib.util.source_hash(source), False)
                        pack.write(data)
                        results.append(len(data))
        json.dump(results, sys.stdout)
        """
}

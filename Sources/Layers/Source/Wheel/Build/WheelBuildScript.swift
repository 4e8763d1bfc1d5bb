/// What runs in the sandbox to build a wheel: the hooks of PEP 517, without pip.
///
/// Source: PEP 517, "Build backend interface"; PEP 518, "build-system table". `requires` answers with what the build needs,
/// `build` with the wheel. The answer is a line of JSON, then the wheel; what the backend prints goes to standard error.
enum WheelBuildScript {
    /// Arguments: `requires` or `build`, the sdist, the tools' wheels.
    static let text = #"""
        import importlib, io, json, os, sys, tarfile, zipfile

        job, archive, tools = sys.argv[1], sys.argv[2], sys.argv[3:]
        answer = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        sys.path[:] = [path for path in sys.path if path]
        os.umask(0o022)


        def unpack_tools():
            for tool in tools:
                with zipfile.ZipFile(tool) as wheel:
                    wheel.extractall("/tmp/tools")
            for data in [name for name in os.listdir("/tmp/tools") if name.endswith(".data")]:
                for kind in ["purelib", "platlib"]:
                    part = os.path.join("/tmp/tools", data, kind)
                    for name in os.listdir(part) if os.path.isdir(part) else []:
                        os.rename(os.path.join(part, name), os.path.join("/tmp/tools", name))
            sys.path.insert(0, "/tmp/tools")
            os.environ["PYTHONPATH"] = "/tmp/tools"


        def unpack_source():
            if archive.endswith(".zip"):
                with zipfile.ZipFile(archive) as source:
                    source.extractall("/tmp/source")
            else:
                with tarfile.open(archive) as source:
                    members = [member for member in source if not member.isdev()]
                    for member in members:
                        member.uid = member.gid = 0
                    source.extractall("/tmp/source", members, numeric_owner=True)
            names = os.listdir("/tmp/source")
            if len(names) != 1:
                sys.exit("an sdist holds one directory, this one holds " + repr(sorted(names)[:10]))
            os.chdir(os.path.join("/tmp/source", names[0]))


        def build_system():
            try:
                import tomllib
            except ImportError:
                sys.exit("Python 3.11 or later is needed to read pyproject.toml")
            try:
                with open("pyproject.toml", "rb") as file:
                    table = tomllib.load(file).get("build-system", {})
            except FileNotFoundError:
                table = {}
            # PEP 518 and PEP 517: what stands for a project that does not say.
            requires = table.get("requires", ["setuptools>=40.8.0"])
            return requires, table.get("build-backend", "setuptools.build_meta:__legacy__"), table.get("backend-path", [])


        def backend(name, paths):
            for path in reversed(paths):
                sys.path.insert(0, os.path.abspath(path))
            module, _, attributes = name.partition(":")
            found = importlib.import_module(module)
            for attribute in attributes.split(".") if attributes else []:
                found = getattr(found, attribute)
            return found


        def canonical(path):
            """The same files, stored, in the order of their names, all of one time: no version of zlib changes the bytes."""
            out = io.BytesIO()
            with zipfile.ZipFile(path) as wheel, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy:
                for info in sorted(wheel.infolist(), key=lambda info: info.filename):
                    if info.is_dir():
                        continue
                    entry = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
                    entry.create_system = 3
                    entry.external_attr = (0o100755 if info.external_attr >> 16 & 0o111 else 0o100644) << 16
                    copy.writestr(entry, wheel.read(info))
            return out.getvalue()


        def reply(header, content=b""):
            header["python"] = "%d.%d.%d" % sys.version_info[:3]
            answer.write(json.dumps(header).encode() + b"\n" + content)
            answer.close()


        os.makedirs("/tmp/home")
        os.makedirs("/tmp/wheel")
        unpack_tools() if tools else None
        unpack_source()
        requires, name, paths = build_system()
        if job == "requires":
            if tools:
                ask = getattr(backend(name, paths), "get_requires_for_build_wheel", None)
                requires = requires + list(ask({}) if ask else [])
            reply({"requires": requires})
        else:
            file = os.path.basename(backend(name, paths).build_wheel("/tmp/wheel", {}))
            reply({"file": file}, canonical(os.path.join("/tmp/wheel", file)))
        """#
}

# Two commands do everything on a fresh machine with Swift 6.3: `make demo` and `make test`.

SHELL := /bin/bash
# Containers name no locale, and in POSIX's own bsdtar cannot unpack the names of Debian's certificates.
export LC_ALL := C.UTF-8
# Static, so that the programs start in milliseconds and carry no path of the toolchain; the prefix map keeps this
# directory's name out of the binaries, so that two clones build the same runtime.
SWIFT_FLAGS := -c release --static-swift-stdlib -Xswiftc -file-prefix-map -Xswiftc "$(CURDIR)=." \
    -Xswiftc -debug-prefix-map -Xswiftc "$(CURDIR)=." -Xcc "-ffile-prefix-map=$(CURDIR)=."
BIN := .build/release
DIST := .build/dist

.PHONY: build demo test lint install-build install-demo install-test clean

build: install-build programs

install-build install-demo install-test:
	@.ci/install $(@:install-%=%)

# The programs, stripped. Two sections depend on the directory that was built in, the build's ID and the modules' hashes;
# without them two clones make the same runtime, and so the same image.
.PHONY: programs
programs:
	swift build $(SWIFT_FLAGS) --product imagesmith
	swift build $(SWIFT_FLAGS) --product imagesmith-runtime
	@mkdir -p $(DIST)
	@for program in imagesmith imagesmith-runtime; do \
	    objcopy --strip-all -R .note.gnu.build-id -R .swift_modhash $(BIN)/$$program $(DIST)/$$program.new && \
	    mv $(DIST)/$$program.new $(DIST)/$$program; done

demo: install-demo programs
	@scripts/demo .demo $(DIST)/imagesmith

lint:
	swift format lint --strict --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources \
	    Fuzz/Package.swift Fuzz/Sources
	.ci/arrows

test: export IMAGESMITH_PROGRAM := $(CURDIR)/$(DIST)/imagesmith
test: export IMAGESMITH_TEST_ONNXRUNTIME := $(CURDIR)/.test/libonnxruntime.so.1.26.0
test: export IMAGESMITH_TEST_MODELS := $(CURDIR)/.test/models
test: export IMAGESMITH_TEST_DATA := $(CURDIR)/.test
test: export PATH := $(CURDIR)/.test/bin:$(PATH)
test: install-test lint programs
	.ci/fixtures .test
	swift build --build-tests
# Few at a time: a test waits for programs that it starts, and its time limit should measure those alone. What keeps the
# processors busy for minutes, and the program's own tests, come last and by themselves.
	swift test --skip-build --skip CommandTests --skip ParityTests --experimental-maximum-parallelization-width 4
	swift test --skip-build --filter ParityTests
	swift test --skip-build --filter CommandTests --experimental-maximum-parallelization-width 2

# Runs OCR and sentiment on this machine's GPU, and writes down what came out. See docs/gpu-check.md.
.PHONY: gpu-check
gpu-check: install-build programs
	scripts/gpu-check prepare .gpu-check
	scripts/gpu-check run .gpu-check --out docs/gpu-results.md

# Every mutant of structured mutation, of which the tests try one in sixteen. See docs/verify.md.
.PHONY: mutate
mutate: install-test
	swift build --build-tests
	IMAGESMITH_MUTATE=1 swift test --skip-build --filter VerifyTests.MutationTests

# Not part of the tests: `make fuzz SECONDS=600` feeds what reads images, recipes and locks what nobody would write, each so
# long; `make fuzz-runtime` the runtime's readers.
.PHONY: fuzz fuzz-runtime
fuzz: install-test
	@Fuzz/run $(or $(SECONDS),60) images
fuzz-runtime: install-test
	@Fuzz/run $(or $(SECONDS),60) runtime

# Not part of the tests, since it takes an hour: lets every system call of builds, swaps, copies and collections fail or
# kill, and looks whether the store ever tells a lie.
.PHONY: torture
torture: install-test programs
	scripts/torture .torture $(DIST)/imagesmith

clean:
	rm -rf .build .demo .test .gpu-check .torture Fuzz/.build

#pragma once
#include <stddef.h>
#include <stdint.h>

// libFuzzer's loop, which the toolchain has in a library but declares in no header
// (llvm.org/docs/LibFuzzer.html, "Using libFuzzer as a library").
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*target)(const uint8_t *start, size_t count));

// SHA-256 by the processor's own instructions (SHA-NI), which Swift cannot emit: one stream, or two at once over the same
// bytes. The second costs next to nothing, because the instructions of one wait for each other.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Whether this processor has them; the two functions below must not be called where it has not.
_Bool csha256_is_supported(void);

/// Adds `blocks` blocks of 64 bytes to a hash.
void csha256_add(uint32_t *_Nonnull state, const uint8_t *_Nonnull bytes, size_t blocks);

/// Adds the same `blocks` blocks of 64 bytes to two hashes.
void csha256_add_twice(
    uint32_t *_Nonnull first, uint32_t *_Nonnull second, const uint8_t *_Nonnull bytes, size_t blocks);

/// Adds `blocks` blocks to a hash, and as many others to another: two thirds more in the time of one.
void csha256_add_beside(
    uint32_t *_Nonnull first, const uint8_t *_Nonnull first_bytes, uint32_t *_Nonnull second,
    const uint8_t *_Nonnull second_bytes, size_t blocks);

// SHA-256 by the processor's own instructions (SHA-NI), which Swift cannot emit: one hash, or two at once, over the same bytes
// or over others. The second costs little, because the instructions of one wait for each other.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Whether this processor has them; the functions below must not be called where it has not.
_Bool csha256_is_supported(void);

/// Adds `blocks` blocks of 64 bytes to a hash.
void csha256_add(uint32_t *_Nonnull state, const uint8_t *_Nonnull bytes, size_t blocks);

/// Adds the same `blocks` blocks of 64 bytes to two hashes.
void csha256_add_twice(
    uint32_t *_Nonnull first, uint32_t *_Nonnull second, const uint8_t *_Nonnull bytes, size_t blocks);

/// Adds `blocks` blocks of 64 bytes to each of two hashes.
void csha256_add_pair(
    uint32_t *_Nonnull first, const uint8_t *_Nonnull first_bytes, uint32_t *_Nonnull second,
    const uint8_t *_Nonnull second_bytes, size_t blocks);

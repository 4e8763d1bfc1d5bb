#pragma once
#include <stdint.h>

enum reference_codec { REFERENCE_NONE, REFERENCE_GZIP, REFERENCE_ZSTD };

/// Does once, in one thread and in the plainest loop, what making a layer of a wheel costs at least: the wheel is hashed,
/// each member is inflated, its CRC-32 made, its bytes hashed for RECORD and for the diffID, compressed, hashed as a blob
/// and written to a file without a name in `directory`.
///
/// The inflaters are those of the layer writer: libdeflate up to `whole_limit` bytes, zlib above. gzip keeps the deflate
/// streams of 64 KiB and more and packs the rest with libdeflate at level 6; zstd runs at level 3 with one worker.
/// There are no headers and no padding, nothing is sorted, nothing but CRC-32 is compared.
///
/// Returns 0, and how many bytes of content there were; else a line number to look at.
int reference_run(
    const char *wheel, const char *directory, enum reference_codec codec, int64_t whole_limit, int64_t *content);

/// The same for a layer of Debian packages: each is hashed, the data.tar in it decoded, hashed for the diffID, compressed as
/// a zstd frame of its own at level 3 with one worker, hashed as a blob and written to a file without a name in `directory`.
/// No header is read, no path is looked at. With `frames`, a file to be made, the frames are written there as well.
int reference_debian(
    const char *const *packages, int count, const char *directory, const char *frames, int64_t *content);

/// What a layer of packages costs at least whose frames lie in the file `frames`: they are decoded, hashed for the diffID,
/// hashed as a blob and written.
int reference_frames(const char *frames, const char *directory, int64_t *content);

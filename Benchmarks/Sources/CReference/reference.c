#define _GNU_SOURCE
#include "reference.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define CHECK(condition) \
    do { \
        if (!(condition)) return __LINE__; \
    } while (0)

enum { PIECE = 1 << 18, MEMBER = 1 << 20, SPLICE = 1 << 16 };

/// What the bytes of the tar run through.
struct pipe {
    enum reference_codec codec;
    EVP_MD_CTX *file, *tar, *blob;
    ZSTD_CCtx *zstd;
    struct libdeflate_compressor *deflate;
    uint8_t *out, *pending;
    size_t out_size, pending_size;
    int descriptor;
};

static uint32_t u16(const uint8_t *p) { return p[0] | p[1] << 8; }
static uint32_t u32(const uint8_t *p) { return u16(p) | u16(p + 2) << 16; }

static int put(struct pipe *pipe, const void *bytes, size_t count) {
    CHECK(pipe->codec == REFERENCE_NONE || EVP_DigestUpdate(pipe->blob, bytes, count) == 1);
    for (size_t done = 0; done < count;) {
        ssize_t written = write(pipe->descriptor, (const uint8_t *)bytes + done, count - done);
        CHECK(written > 0);
        done += (size_t)written;
    }
    return 0;
}

static int put_pending(struct pipe *pipe) {
    if (pipe->pending_size == 0) return 0;
    size_t size =
        libdeflate_gzip_compress(pipe->deflate, pipe->pending, pipe->pending_size, pipe->out, pipe->out_size);
    CHECK(size > 0);
    pipe->pending_size = 0;
    return put(pipe, pipe->out, size);
}

static int pack_zstd(struct pipe *pipe, const void *bytes, size_t count, ZSTD_EndDirective directive) {
    ZSTD_inBuffer in = {bytes, count, 0};
    for (;;) {
        ZSTD_outBuffer out = {pipe->out, pipe->out_size, 0};
        size_t rest = ZSTD_compressStream2(pipe->zstd, &out, &in, directive);
        CHECK(!ZSTD_isError(rest));
        int fault = put(pipe, out.dst, out.pos);
        if (fault) return fault;
        if (directive == ZSTD_e_end ? rest == 0 : in.pos == in.size) return 0;
    }
}

static int pack(struct pipe *pipe, const uint8_t *bytes, size_t count) {
    if (pipe->codec == REFERENCE_NONE) return put(pipe, bytes, count);
    if (pipe->codec == REFERENCE_ZSTD) return pack_zstd(pipe, bytes, count, ZSTD_e_continue);
    while (count > 0) {
        size_t piece = MEMBER - pipe->pending_size < count ? MEMBER - pipe->pending_size : count;
        memcpy(pipe->pending + pipe->pending_size, bytes, piece);
        pipe->pending_size += piece;
        bytes += piece;
        count -= piece;
        if (pipe->pending_size == MEMBER) {
            int fault = put_pending(pipe);
            if (fault) return fault;
        }
    }
    return 0;
}

static int take(struct pipe *pipe, const uint8_t *bytes, size_t count, uint32_t *crc, int spliced) {
    *crc = libdeflate_crc32(*crc, bytes, count);
    CHECK(EVP_DigestUpdate(pipe->file, bytes, count) == 1);
    CHECK(EVP_DigestUpdate(pipe->tar, bytes, count) == 1);
    return spliced ? 0 : pack(pipe, bytes, count);
}

static int inflate_stream(
    struct pipe *pipe, const uint8_t *bytes, size_t count, uint8_t *buffer, uint32_t *crc, int spliced) {
    z_stream stream = {.next_in = (uint8_t *)bytes};
    CHECK(inflateInit2(&stream, -MAX_WBITS) == Z_OK);
    int status = Z_OK;
    while (status != Z_STREAM_END) {
        if (stream.avail_in == 0) {
            size_t left = count - (size_t)(stream.next_in - bytes);
            stream.avail_in = left < PIECE ? (uInt)left : PIECE;
        }
        stream.next_out = buffer;
        stream.avail_out = PIECE;
        status = inflate(&stream, Z_NO_FLUSH);
        CHECK(status == Z_OK || status == Z_STREAM_END);
        int fault = take(pipe, buffer, PIECE - stream.avail_out, crc, spliced);
        if (fault) return fault;
    }
    inflateEnd(&stream);
    return 0;
}

static int member(
    struct pipe *pipe, const uint8_t *local, const uint8_t *record, int64_t whole_limit, int64_t *content,
    uint8_t *buffer, struct libdeflate_decompressor *inflater) {
    const uint8_t *bytes = local + 30 + u16(local + 26) + u16(local + 28);
    size_t packed = u32(record + 20), size = u32(record + 24);
    int deflated = u16(record + 10) == 8;
    int spliced = pipe->codec == REFERENCE_GZIP && deflated && packed >= SPLICE && packed < size;
    uint32_t crc = 0;
    int fault = 0;
    CHECK(EVP_DigestInit_ex(pipe->file, EVP_sha256(), NULL) == 1);
    if (spliced) {
        if ((fault = put_pending(pipe)) || (fault = put(pipe, bytes, packed))) return fault;
    }
    if (!deflated) {
        fault = take(pipe, bytes, size, &crc, 0);
    } else if ((int64_t)size <= whole_limit && size > 0) {
        CHECK(libdeflate_deflate_decompress(inflater, bytes, packed, buffer, size, NULL) == LIBDEFLATE_SUCCESS);
        fault = take(pipe, buffer, size, &crc, spliced);
    } else {
        fault = inflate_stream(pipe, bytes, packed, buffer, &crc, spliced);
    }
    if (fault) return fault;
    CHECK(crc == u32(record + 16));
    uint8_t digest[32];
    CHECK(EVP_DigestFinal_ex(pipe->file, digest, NULL) == 1);
    *content += (int64_t)size;
    return 0;
}

int reference_run(
    const char *wheel, const char *directory, enum reference_codec codec, int64_t whole_limit, int64_t *content) {
    int file = open(wheel, O_RDONLY | O_CLOEXEC);
    struct stat status;
    CHECK(file >= 0 && fstat(file, &status) == 0 && status.st_size >= 22);
    size_t length = (size_t)status.st_size;
    const uint8_t *zip = mmap(NULL, length, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    CHECK(zip != MAP_FAILED);
    const uint8_t *end = zip + length - 22;
    while (end > zip && u32(end) != 0x06054b50) end--;
    CHECK(end > zip);

    struct pipe pipe = {
        .codec = codec, .file = EVP_MD_CTX_new(), .tar = EVP_MD_CTX_new(), .blob = EVP_MD_CTX_new(),
        .zstd = ZSTD_createCCtx(), .deflate = libdeflate_alloc_compressor(6), .out_size = 2 * MEMBER,
        .out = malloc(2 * MEMBER), .pending = malloc(MEMBER),
        .descriptor = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    uint8_t *buffer = malloc((size_t)(whole_limit > PIECE ? whole_limit : PIECE));
    CHECK(pipe.descriptor >= 0 && inflater && buffer && pipe.out && pipe.pending);
    CHECK(EVP_DigestInit_ex(pipe.tar, EVP_sha256(), NULL) == 1);
    CHECK(EVP_DigestInit_ex(pipe.blob, EVP_sha256(), NULL) == 1);
    ZSTD_CCtx_setParameter(pipe.zstd, ZSTD_c_compressionLevel, 3);
    ZSTD_CCtx_setParameter(pipe.zstd, ZSTD_c_checksumFlag, 1);
    ZSTD_CCtx_setParameter(pipe.zstd, ZSTD_c_nbWorkers, 1);

    uint8_t digest[32];
    CHECK(EVP_Digest(zip, length, digest, NULL, EVP_sha256(), NULL) == 1);
    *content = 0;
    const uint8_t *record = zip + u32(end + 16);
    for (uint32_t index = 0; index < u16(end + 10); index++) {
        CHECK(u32(record) == 0x02014b50);
        int fault = member(&pipe, zip + u32(record + 42), record, whole_limit, content, buffer, inflater);
        if (fault) return fault;
        record += 46 + u16(record + 28) + u16(record + 30) + u16(record + 32);
    }
    int fault = codec == REFERENCE_ZSTD ? pack_zstd(&pipe, NULL, 0, ZSTD_e_end) : put_pending(&pipe);
    if (fault) return fault;
    CHECK(EVP_DigestFinal_ex(pipe.tar, digest, NULL) == 1 && EVP_DigestFinal_ex(pipe.blob, digest, NULL) == 1);
    CHECK(fsync(pipe.descriptor) == 0);

    free(buffer);
    free(pipe.out);
    free(pipe.pending);
    libdeflate_free_decompressor(inflater);
    libdeflate_free_compressor(pipe.deflate);
    ZSTD_freeCCtx(pipe.zstd);
    EVP_MD_CTX_free(pipe.file);
    EVP_MD_CTX_free(pipe.tar);
    EVP_MD_CTX_free(pipe.blob);
    munmap((void *)zip, length);
    close(pipe.descriptor);
    close(file);
    return 0;
}

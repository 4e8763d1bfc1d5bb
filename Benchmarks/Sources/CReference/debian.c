#define _GNU_SOURCE
#include "reference.h"

#include <fcntl.h>
#include <lzma.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#define CHECK(condition) \
    do { \
        if (!(condition)) return __LINE__; \
    } while (0)

enum { PIECE = 1 << 18 };

struct layer {
    EVP_MD_CTX *tar, *blob;
    ZSTD_CCtx *zstd;
    uint8_t *plain, *packed;
    size_t packed_size;
    int descriptor, frames;
};

static int write_all(int descriptor, const void *bytes, size_t count) {
    for (size_t done = 0; done < count;) {
        ssize_t written = write(descriptor, (const uint8_t *)bytes + done, count - done);
        CHECK(written > 0);
        done += (size_t)written;
    }
    return 0;
}

static int open_layer(struct layer *layer, const char *directory) {
    *layer = (struct layer){
        .tar = EVP_MD_CTX_new(), .blob = EVP_MD_CTX_new(), .zstd = ZSTD_createCCtx(), .plain = malloc(PIECE),
        .packed_size = ZSTD_CStreamOutSize(), .packed = malloc(ZSTD_CStreamOutSize()),
        .descriptor = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), .frames = -1};
    CHECK(layer->descriptor >= 0 && layer->plain && layer->packed && layer->zstd);
    CHECK(EVP_DigestInit_ex(layer->tar, EVP_sha256(), NULL) == 1);
    CHECK(EVP_DigestInit_ex(layer->blob, EVP_sha256(), NULL) == 1);
    ZSTD_CCtx_setParameter(layer->zstd, ZSTD_c_compressionLevel, 3);
    ZSTD_CCtx_setParameter(layer->zstd, ZSTD_c_checksumFlag, 1);
    ZSTD_CCtx_setParameter(layer->zstd, ZSTD_c_nbWorkers, 1);
    return 0;
}

static int close_layer(struct layer *layer) {
    uint8_t digest[32];
    CHECK(EVP_DigestFinal_ex(layer->tar, digest, NULL) == 1 && EVP_DigestFinal_ex(layer->blob, digest, NULL) == 1);
    CHECK(fsync(layer->descriptor) == 0);
    close(layer->descriptor);
    if (layer->frames >= 0) close(layer->frames);
    free(layer->plain);
    free(layer->packed);
    ZSTD_freeCCtx(layer->zstd);
    EVP_MD_CTX_free(layer->tar);
    EVP_MD_CTX_free(layer->blob);
    return 0;
}

static int pack(struct layer *layer, const void *bytes, size_t count, ZSTD_EndDirective directive) {
    ZSTD_inBuffer in = {bytes, count, 0};
    for (;;) {
        ZSTD_outBuffer out = {layer->packed, layer->packed_size, 0};
        size_t rest = ZSTD_compressStream2(layer->zstd, &out, &in, directive);
        CHECK(!ZSTD_isError(rest) && EVP_DigestUpdate(layer->blob, out.dst, out.pos) == 1);
        CHECK(write_all(layer->descriptor, out.dst, out.pos) == 0);
        CHECK(layer->frames < 0 || write_all(layer->frames, out.dst, out.pos) == 0);
        if (directive == ZSTD_e_end ? rest == 0 : in.pos == in.size) return 0;
    }
}

/// The member `data.tar.xz` of an ar archive (deb(5)); NULL where there is none.
static const uint8_t *data_member(const uint8_t *deb, size_t length, size_t *size) {
    for (size_t at = 8; at + 60 <= length;) {
        const char *header = (const char *)deb + at;
        size_t count = strtoull(header + 48, NULL, 10);
        if (count > length - at - 60) return NULL;
        if (memcmp(header, "data.tar.xz", 11) == 0) {
            *size = count;
            return deb + at + 60;
        }
        at += 60 + count + count % 2;
    }
    return NULL;
}

static int package(struct layer *layer, const uint8_t *deb, size_t length, int64_t *content) {
    uint8_t digest[32];
    CHECK(EVP_Digest(deb, length, digest, NULL, EVP_sha256(), NULL) == 1);
    size_t size = 0;
    const uint8_t *data = data_member(deb, length, &size);
    CHECK(data != NULL);
    lzma_stream stream = LZMA_STREAM_INIT;
    CHECK(lzma_stream_decoder(&stream, UINT64_MAX, 0) == LZMA_OK);
    stream.next_in = data;
    stream.avail_in = size;
    lzma_ret status = LZMA_OK;
    while (status == LZMA_OK) {
        stream.next_out = layer->plain;
        stream.avail_out = PIECE;
        status = lzma_code(&stream, LZMA_FINISH);
        CHECK(status == LZMA_OK || status == LZMA_STREAM_END);
        size_t count = PIECE - stream.avail_out;
        *content += (int64_t)count;
        CHECK(EVP_DigestUpdate(layer->tar, layer->plain, count) == 1);
        int fault = pack(layer, layer->plain, count, ZSTD_e_continue);
        if (fault) return fault;
    }
    lzma_end(&stream);
    return pack(layer, NULL, 0, ZSTD_e_end);
}

int reference_debian(
    const char *const *packages, int count, const char *directory, const char *frames, int64_t *content) {
    struct layer layer;
    int fault = open_layer(&layer, directory);
    if (fault) return fault;
    if (frames) {
        layer.frames = open(frames, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
        CHECK(layer.frames >= 0);
    }
    *content = 0;
    for (int index = 0; index < count; index++) {
        int file = open(packages[index], O_RDONLY | O_CLOEXEC);
        struct stat status;
        CHECK(file >= 0 && fstat(file, &status) == 0 && status.st_size > 68);
        uint8_t *deb = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
        CHECK(deb != MAP_FAILED);
        if ((fault = package(&layer, deb, (size_t)status.st_size, content))) return fault;
        munmap(deb, (size_t)status.st_size);
        close(file);
    }
    return close_layer(&layer);
}

int reference_frames(const char *frames, const char *directory, int64_t *content) {
    struct layer layer;
    int fault = open_layer(&layer, directory);
    if (fault) return fault;
    int file = open(frames, O_RDONLY | O_CLOEXEC);
    CHECK(file >= 0);
    ZSTD_DCtx *decoder = ZSTD_createDCtx();
    uint8_t *buffer = malloc(PIECE);
    CHECK(decoder && buffer);
    *content = 0;
    for (;;) {
        ssize_t count = read(file, buffer, PIECE);
        CHECK(count >= 0);
        if (count == 0) break;
        CHECK(EVP_DigestUpdate(layer.blob, buffer, (size_t)count) == 1);
        CHECK(write_all(layer.descriptor, buffer, (size_t)count) == 0);
        ZSTD_inBuffer in = {buffer, (size_t)count, 0};
        for (;;) {
            ZSTD_outBuffer out = {layer.plain, PIECE, 0};
            size_t rest = ZSTD_decompressStream(decoder, &out, &in);
            CHECK(!ZSTD_isError(rest) && EVP_DigestUpdate(layer.tar, out.dst, out.pos) == 1);
            *content += (int64_t)out.pos;
            if (in.pos == in.size && out.pos < out.size) break;
        }
    }
    free(buffer);
    ZSTD_freeDCtx(decoder);
    close(file);
    return close_layer(&layer);
}

#pragma once
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>
#include <jerror.h>

// libjpeg reports every failure by calling `error_exit`, which must not return: the only way out is longjmp, and
// Swift can neither call setjmp nor be jumped over. So each function below that can fail catches the jump itself, in
// one C frame, and returns a plain result: 1 for success, 0 for failure with the sentence in `message`.

struct imagesmith_jpeg {
    struct jpeg_decompress_struct codec;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf escape;
    int scan_limit;
    char message[JMSG_LENGTH_MAX];
};

static inline void imagesmith_jpeg_error_exit(j_common_ptr codec) {
    struct imagesmith_jpeg *self = (struct imagesmith_jpeg *)codec->client_data;
    codec->err->format_message(codec, self->message);
    longjmp(self->escape, 1);
}

// Warnings go nowhere, except the one that means the data ended early: libjpeg would fill the rest with grey.
static inline void imagesmith_jpeg_emit_message(j_common_ptr codec, int level) {
    if (level < 0 && codec->err->msg_code == JWRN_JPEG_EOF) imagesmith_jpeg_error_exit(codec);
}

static inline void imagesmith_jpeg_output_message(j_common_ptr codec) { (void)codec; }

// A small progressive file may hold thousands of scans over a large picture; libjpeg itself sets no bound.
static inline void imagesmith_jpeg_progress(j_common_ptr codec) {
    struct imagesmith_jpeg *self = (struct imagesmith_jpeg *)codec->client_data;
    if (codec->is_decompressor && self->codec.input_scan_number > self->scan_limit) {
        strcpy(self->message, "Too many scans");
        longjmp(self->escape, 1);
    }
}

// Opens the decoder over `file` and reads the header. Whatever the result, imagesmith_jpeg_close must follow.
static inline int imagesmith_jpeg_open(struct imagesmith_jpeg *self, FILE *file, int scan_limit) {
    memset(self, 0, sizeof *self);
    self->codec.err = jpeg_std_error(&self->errors);
    self->errors.error_exit = imagesmith_jpeg_error_exit;
    self->errors.emit_message = imagesmith_jpeg_emit_message;
    self->errors.output_message = imagesmith_jpeg_output_message;
    self->codec.client_data = self;
    self->scan_limit = scan_limit;
    if (setjmp(self->escape)) return 0;
    // A macro in the library's header.
    jpeg_create_decompress(&self->codec);
    self->codec.client_data = self;
    self->progress.progress_monitor = imagesmith_jpeg_progress;
    self->codec.progress = &self->progress;
    jpeg_stdio_src(&self->codec, file);
    return jpeg_read_header(&self->codec, TRUE) == JPEG_HEADER_OK;
}

// Starts decoding into `colour`, one of the library's J_COLOR_SPACE values.
static inline int imagesmith_jpeg_start(struct imagesmith_jpeg *self, J_COLOR_SPACE colour) {
    if (setjmp(self->escape)) return 0;
    self->codec.out_color_space = colour;
    return jpeg_start_decompress(&self->codec) == TRUE;
}

// Decodes the next row into `row`, which must hold output_width * output_components bytes.
static inline int imagesmith_jpeg_read_row(struct imagesmith_jpeg *self, unsigned char *row) {
    JSAMPROW rows[1];
    rows[0] = row;
    if (setjmp(self->escape)) return 0;
    return jpeg_read_scanlines(&self->codec, rows, 1) == 1;
}

// The last failure's sentence. A C array would come to Swift as a tuple of 200 elements.
static inline const char *imagesmith_jpeg_message(const struct imagesmith_jpeg *self) { return self->message; }

static inline void imagesmith_jpeg_close(struct imagesmith_jpeg *self) { jpeg_destroy_decompress(&self->codec); }

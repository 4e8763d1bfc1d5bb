#pragma once
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <png.h>

// libpng reports every failure by calling an error function, which must not return: the only way out is longjmp, and
// Swift can neither call setjmp nor be jumped over. So each function below that can fail catches the jump itself, in
// one C frame, and returns a plain result: 1 for success, 0 for failure with the sentence in `message`.
//
// libpng's simplified API would do without, but it changes the pixels of a picture that has a gAMA chunk.

struct imagesmith_png {
    png_structp codec;
    png_infop info;
    int passes;
    char message[256];
};

static inline void imagesmith_png_error(png_structp codec, png_const_charp message) {
    struct imagesmith_png *self = (struct imagesmith_png *)png_get_error_ptr(codec);
    snprintf(self->message, sizeof self->message, "%s", message);
    png_longjmp(codec, 1);
}

static inline void imagesmith_png_warning(png_structp codec, png_const_charp message) {
    (void)codec;
    (void)message;
}

// Opens the decoder over `file` and reads the header. Whatever the result, imagesmith_png_close must follow.
static inline int imagesmith_png_open(struct imagesmith_png *self, FILE *file) {
    memset(self, 0, sizeof *self);
    self->codec = png_create_read_struct(
        PNG_LIBPNG_VER_STRING, self, imagesmith_png_error, imagesmith_png_warning);
    if (!self->codec) return 0;
    if (setjmp(png_jmpbuf(self->codec))) return 0;
    self->info = png_create_info_struct(self->codec);
    if (!self->info) return 0;
    png_init_io(self->codec, file);
    png_read_info(self->codec, self->info);
    return 1;
}

// Prepares the decoder for rows of 8-bit blue, green and red, with alpha where the picture has some.
static inline int imagesmith_png_start(struct imagesmith_png *self) {
    if (setjmp(png_jmpbuf(self->codec))) return 0;
    png_set_expand(self->codec);
    // The high byte, as Pillow and OpenCV take it.
    png_set_strip_16(self->codec);
    png_set_gray_to_rgb(self->codec);
    png_set_bgr(self->codec);
    self->passes = png_set_interlace_handling(self->codec);
    png_read_update_info(self->codec, self->info);
    return 1;
}

// Decodes the next row of this pass into `row`, which holds the pixels of the passes before.
static inline int imagesmith_png_read_row(struct imagesmith_png *self, unsigned char *row) {
    if (setjmp(png_jmpbuf(self->codec))) return 0;
    png_read_row(self->codec, row, NULL);
    return 1;
}

// The last failure's sentence. A C array would come to Swift as a tuple of 256 elements.
static inline const char *imagesmith_png_message(const struct imagesmith_png *self) { return self->message; }

static inline void imagesmith_png_close(struct imagesmith_png *self) {
    png_destroy_read_struct(&self->codec, &self->info, NULL);
}

#pragma once
#include <jansson.h>

/* json_decref is an inline function over an atomic builtin, which Swift does not import. */
static inline void imagesmith_json_decref(json_t *json) { json_decref(json); }

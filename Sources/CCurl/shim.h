#pragma once
#include <curl/curl.h>

// Swift cannot call variadic C functions, and curl_easy_setopt and curl_easy_getinfo are. There is one wrapper for each
// kind of argument they take; a NULL string resets the option to libcurl's own default or switches it off.

// curl_easy_setopt with a long: switches, limits, times.
static inline CURLcode ccurl_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

// curl_easy_setopt with a curl_off_t: the *_LARGE options.
static inline CURLcode ccurl_setopt_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

// curl_easy_setopt with a C string, which libcurl copies.
static inline CURLcode ccurl_setopt_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

// curl_easy_setopt with a pointer that libcurl keeps: callback data, the error buffer.
static inline CURLcode ccurl_setopt_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

// curl_easy_setopt with a list of header lines, which libcurl does not copy.
static inline CURLcode ccurl_setopt_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

// curl_easy_setopt with bytes that libcurl copies.
static inline CURLcode ccurl_setopt_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(handle, option, &blob);
}

// curl_easy_setopt with a function that takes or fills bytes: CURLOPT_WRITEFUNCTION, HEADERFUNCTION, READFUNCTION, whose
// types are one and the same.
static inline CURLcode ccurl_setopt_bytes_function(CURL *handle, CURLoption option, curl_write_callback value) {
    return curl_easy_setopt(handle, option, value);
}

// curl_easy_setopt with CURLOPT_SEEKFUNCTION, the one option of this type.
static inline CURLcode ccurl_setopt_seek_function(CURL *handle, curl_seek_callback value) {
    return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, value);
}

// curl_easy_setopt with CURLOPT_XFERINFOFUNCTION, the one option of this type.
static inline CURLcode ccurl_setopt_progress_function(CURL *handle, curl_xferinfo_callback value) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, value);
}

// curl_easy_getinfo with a curl_off_t: CURLINFO_*_T and CURLINFO_RETRY_AFTER.
static inline CURLcode ccurl_getinfo_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

// Swift does not see macros that hold a cast.
static inline long ccurl_auth_basic(void) { return (long)CURLAUTH_BASIC; }

// Swift does not see macros that hold a cast.
static inline long ccurl_auth_bearer(void) { return (long)CURLAUTH_BEARER; }

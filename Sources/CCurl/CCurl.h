// libcurl, and wrappers for what Swift cannot call: curl_easy_setopt and similar functions take their value as a C
// variadic argument. One typed wrapper for each kind of value. The option's number decides which kind libcurl reads, so
// only these pairs of option and wrapper have to be checked.

#ifndef C_CURL_H
#define C_CURL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

// Easy handles: setting.

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

// libcurl copies the string.
static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

// libcurl keeps the list's address: it must outlive the handle's use of it.
static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_write_function(CURL *easy, size_t (*function)(char *, size_t, size_t, void *)) {
  return curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, function);
}

static inline CURLcode ccurl_set_header_function(CURL *easy, size_t (*function)(char *, size_t, size_t, void *)) {
  return curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, function);
}

// Since 7.80.
static inline CURLcode ccurl_set_request_function(CURL *easy, int (*function)(void *, char *, char *, int, int)) {
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, function);
}

static inline CURLcode ccurl_set_progress_function(
    CURL *easy, int (*function)(void *, curl_off_t, curl_off_t, curl_off_t, curl_off_t)) {
  return curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, function);
}

static inline CURLcode ccurl_set_socket_option_function(
    CURL *easy, int (*function)(void *, curl_socket_t, curlsocktype)) {
  return curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, function);
}

static inline CURLcode ccurl_set_close_socket_function(CURL *easy, int (*function)(void *, curl_socket_t)) {
  return curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, function);
}

// close(2), here so that the module need not import the whole C library for it.
static inline int ccurl_close(curl_socket_t socket) { return close(socket); }

// Protocols by name since 7.85; Ubuntu 22.04 has 7.81, which knows only the bit masks.
static inline CURLcode ccurl_allow_http_and_https_only(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
  CURLcode code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  return code ? code : curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
  CURLcode code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  return code ? code : curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

// Otherwise a transfer that is cancelled or times out during a name lookup waits for the lookup, and the whole event
// loop with it. Since 7.87; older versions wait.
static inline CURLcode ccurl_leave_lookups_behind(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
  return curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
  (void)easy;
  return CURLE_OK;
#endif
}

// Easy handles: reading. Each returns 0 or NULL if libcurl has no value.

static inline long ccurl_get_long(CURL *easy, CURLINFO info) {
  long value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline int64_t ccurl_get_offset(CURL *easy, CURLINFO info) {
  curl_off_t value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline void *ccurl_get_private(CURL *easy) {
  char *value = NULL;
  return curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value) == CURLE_OK ? value : NULL;
}

static inline const char *ccurl_get_string(CURL *easy, CURLINFO info) {
  char *value = NULL;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : NULL;
}

// URLs.

// Converts a host name to ASCII, as for a name server. Since 7.88; older versions leave it as it is.
#ifdef CURLU_PUNYCODE
static const unsigned int ccurl_url_ascii_host = CURLU_PUNYCODE;
#else
static const unsigned int ccurl_url_ascii_host = 0;
#endif

// This machine, for CURLOPT_NOPROXY, which has known ranges of addresses since 7.86.
#if LIBCURL_VERSION_NUM >= 0x075600
// The second one is for 127.0.0.1 with a final dot, which libcurl takes for a name.
static const char *const ccurl_this_machine =
    "localhost,127.0.0.1,127.0.0.0/8,0.0.0.0,::1,::,::ffff:127.0.0.0/104,::ffff:0.0.0.0";
#else
static const char *const ccurl_this_machine = "localhost,127.0.0.1,0.0.0.0,::1,::";
#endif

// Whether this build of libcurl converts international host names to ASCII (IDNA).
static inline bool ccurl_converts_names(void) {
  const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
  return info != NULL && (info->features & CURL_VERSION_IDN) != 0;
}

// Multi handles.

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode ccurl_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
  return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode ccurl_multi_set_socket_function(
    CURLM *multi, int (*function)(CURL *, curl_socket_t, int, void *, void *)) {
  return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, function);
}

static inline CURLMcode ccurl_multi_set_timer_function(CURLM *multi, int (*function)(CURLM *, long, void *)) {
  return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function);
}

// A message's result is a union member; only CURLMSG_DONE exists.
static inline CURLcode ccurl_message_result(const CURLMsg *message) { return message->data.result; }

#endif

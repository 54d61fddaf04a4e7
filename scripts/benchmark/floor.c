// What libcurl itself costs: about the least that a client on curl_multi_socket_action(3) can do, in C, on one thread.
//
// Usage: floor URL CONNECTIONS PAGES
//
// Keeps CONNECTIONS transfers of URL in flight until PAGES have ended, then prints how many succeeded. Like the
// strategies on the event loop, it spreads them over multi handles of 32, because libcurl walks a handle's connections
// at every transfer, and it leaves sockets in the epoll set between transfers. It has no time-outs, checksums, records,
// queues or tasks. What a strategy costs beyond this program is its own; the rest belongs to libcurl, malloc and the
// kernel.
#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

enum { GROUP_CAPACITY = 32, EVENT_CAPACITY = 32, SOCKET_CAPACITY = 1 << 16 };

struct group {
  CURLM *multi;
  int is_due;  // libcurl asked to be called at once, but not from its own callback
};

static int epoll_descriptor;
static struct group *groups;
static int group_count;
static struct group **due;
static int due_count;
static struct {
  struct group *group;
  uint32_t registered;
} sockets[SOCKET_CAPACITY];
static long left_to_start, pages_ended, pages_well;

static void fail(const char *what) {
  fprintf(stderr, "floor: %s\n", what);
  exit(EXIT_FAILURE);
}

static void *must(void *pointer) {
  if (pointer == NULL) fail("out of memory");
  return pointer;
}

static size_t swallow(char *bytes, size_t size, size_t count, void *context) {
  (void)bytes, (void)context;
  return size * count;
}

static int watch(CURL *easy, curl_socket_t socket, int wanted, void *context, void *of_socket) {
  (void)easy, (void)of_socket;
  if (socket >= SOCKET_CAPACITY) fail("a socket's number is too large");
  sockets[socket].group = context;
  uint32_t events = (wanted & CURL_POLL_IN ? EPOLLIN : 0) | (wanted & CURL_POLL_OUT ? EPOLLOUT : 0);
  if (wanted == CURL_POLL_REMOVE || events == sockets[socket].registered) return 0;
  struct epoll_event event = {.events = events, .data.fd = socket};
  if (epoll_ctl(epoll_descriptor, EPOLL_CTL_MOD, socket, &event) != 0 &&
      epoll_ctl(epoll_descriptor, EPOLL_CTL_ADD, socket, &event) != 0)
    fail("epoll_ctl failed");
  sockets[socket].registered = events;
  return 0;
}

static int closing(void *context, curl_socket_t socket) {
  (void)context;
  sockets[socket].registered = 0;
  return close(socket);
}

// No transfer has a time-out, and libcurl's time-out for connecting is ignored: only a timer of 0 ms matters.
static int set_timer(CURLM *multi, long milliseconds, void *context) {
  (void)multi;
  struct group *group = context;
  if (milliseconds == 0 && !group->is_due) {
    group->is_due = 1;
    due[due_count++] = group;
  }
  return 0;
}

static void start(struct group *group, CURL *easy) {
  left_to_start--;
  if (curl_multi_add_handle(group->multi, easy) != CURLM_OK) fail("curl_multi_add_handle failed");
}

static void act(struct group *group, curl_socket_t socket, int events) {
  int running, left;
  curl_multi_socket_action(group->multi, socket, events, &running);
  for (CURLMsg *message; (message = curl_multi_info_read(group->multi, &left)) != NULL;) {
    CURL *easy = message->easy_handle;
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    pages_ended++;
    pages_well += message->data.result == CURLE_OK && status == 200;
    curl_multi_remove_handle(group->multi, easy);
    if (left_to_start > 0) start(group, easy);
  }
}

static void act_on_due(void) {
  while (due_count > 0) {
    struct group *group = due[--due_count];
    group->is_due = 0;
    act(group, CURL_SOCKET_TIMEOUT, 0);
  }
}

static CURL *make_transfer(const char *url) {
  CURL *easy = must(curl_easy_init());
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, swallow);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, closing);
  return easy;
}

static void make_group(struct group *group) {
  group->multi = must(curl_multi_init());
  curl_multi_setopt(group->multi, CURLMOPT_MAXCONNECTS, (long)GROUP_CAPACITY);
  curl_multi_setopt(group->multi, CURLMOPT_SOCKETFUNCTION, watch);
  curl_multi_setopt(group->multi, CURLMOPT_SOCKETDATA, group);
  curl_multi_setopt(group->multi, CURLMOPT_TIMERDATA, group);
  curl_multi_setopt(group->multi, CURLMOPT_TIMERFUNCTION, set_timer);
}

int main(int count, char **arguments) {
  if (count != 4) fail("usage: floor URL CONNECTIONS PAGES");
  long connections = atol(arguments[2]);
  left_to_start = atol(arguments[3]);
  if (connections < 1 || left_to_start < connections) fail("PAGES must be at least CONNECTIONS, and that at least 1");
  signal(SIGPIPE, SIG_IGN);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  epoll_descriptor = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_descriptor < 0 || curl_global_init(CURL_GLOBAL_DEFAULT) != 0) fail("cannot begin");

  long pages = left_to_start;
  group_count = (int)((connections + GROUP_CAPACITY - 1) / GROUP_CAPACITY);
  groups = must(calloc((size_t)group_count, sizeof *groups));
  due = must(calloc((size_t)group_count, sizeof *due));
  for (int i = 0; i < group_count; i++) {
    make_group(&groups[i]);
    for (int j = 0; j < GROUP_CAPACITY && i * GROUP_CAPACITY + j < connections; j++)
      start(&groups[i], make_transfer(arguments[1]));
    act_on_due();
  }
  while (pages_ended < pages) {
    struct epoll_event events[EVENT_CAPACITY];
    int ready = epoll_wait(epoll_descriptor, events, EVENT_CAPACITY, 10000);
    if (ready <= 0) fail("nothing came for 10 s");
    for (int i = 0; i < ready; i++) {
      int socket = events[i].data.fd;
      int mask = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
                 (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                 (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
      act(sockets[socket].group, socket, mask);
    }
    act_on_due();
  }
  printf("%ld\n", pages_well);
  return pages_well == pages ? EXIT_SUCCESS : EXIT_FAILURE;
}

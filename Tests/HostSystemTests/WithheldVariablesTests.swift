import HostSystem
import Testing

struct WithheldVariablesTests {
  @Test(
    "Variables that change the programs unnoticed are withheld; those that users need are not.",
    arguments: [
      ("GIT_DIR", true), ("SSLKEYLOGFILE", true), ("MALLOC_ARENA_MAX", true), ("GLIBC_TUNABLES", true),
      ("LIBDISPATCH_COOPERATIVE_POOL_STRICT", true), ("SWIFT_DEBUG_ENABLE_TASK_SLAB_ALLOCATOR", true),
      ("GIT_SSL_CAINFO", false), ("http_proxy", false), ("LD_LIBRARY_PATH", false), ("PATH", false),
      ("OPENSSL_ia32cap", true), ("SWIFT_EXEC", false),
    ])
  func variables(name: String, isWithheld: Bool) { #expect(WithheldVariables.contains(name) == isWithheld) }
}

internal import Glibc

/// Variables of the user's environment that the programs of this suite keep from the programs that they start.
///
/// They change what a program does, or how fast, and nothing in the results would say so.
package enum WithheldVariables {
  private static let names: Set<String> = [
    // Which repository git speaks of; git sets them in its hooks.
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE",
    "GIT_CEILING_DIRECTORIES", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_SHALLOW_FILE",
    // How libcurl encrypts, and where it writes the keys of every connection.
    "CURL_SSL_BACKEND", "SSLKEYLOGFILE",
    "GLIBC_TUNABLES", "SWIFT_DETERMINISTIC_HASHING",
  ]

  /// The C library's allocator, Dispatch's number of threads, what OpenSSL loads and which instructions it uses, the
  /// Swift runtime's checks.
  private static let prefixes = ["MALLOC_", "LIBDISPATCH_", "OPENSSL_", "SWIFT_DEBUG_"]

  /// Whether a variable is one of them.
  package static func contains(_ name: String) -> Bool {
    names.contains(name) || prefixes.contains(where: name.hasPrefix)
  }

  /// Those that are set now, each to be removed, as Subprocess takes changes of an environment.
  ///
  /// - Parameter key: makes Subprocess's key of a name.
  package static func removals<Key: Hashable>(_ key: (String) -> Key) -> [Key: String?] {
    Dictionary(uniqueKeysWithValues: present().map { (key($0), String?.none) })
  }

  private static func present() -> Set<String> {
    var found: Set<String> = []
    var place = environ
    while let variable = place.pointee {
      let name = String(String(cString: variable).prefix { $0 != "=" })
      if contains(name) { found.insert(name) }
      place += 1
    }
    return found
  }
}

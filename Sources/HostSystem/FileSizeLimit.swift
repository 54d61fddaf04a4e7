internal import CLinux

/// How long the files are that a process may write (RLIMIT_FSIZE, getrlimit(2)).
package enum FileSizeLimit {
  /// Limits the files of another process, those in memory too, so that it cannot fill the memory with them. Writes
  /// beyond the limit end it by SIGXFSZ or fail with EFBIG.
  ///
  /// A system that refuses this (seccomp(2)) goes without; a process that has ended needs none.
  ///
  /// - Parameter processIdentifier: of a process of the same user.
  package static func set(_ bytes: Int, of processIdentifier: Int32) {
    _ = clinux_limit_file_size(processIdentifier, UInt64(clamping: bytes))
  }
}

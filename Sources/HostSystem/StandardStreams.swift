internal import Glibc

/// What a program does first, before a library opens a descriptor of its own.
package enum StandardStreams {
  /// Fills standard streams that were closed at start, and makes failed writes errors instead of signals.
  ///
  /// Without it, the next file or event queue to be opened would become the standard stream. The descriptors that are
  /// opened fail in use with EBADF, as closed ones do (gnulib's stdopen): results that cannot be written are an error.
  package static func prepare() {
    for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
    where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free descriptor, which is this one.
      _ = open("/dev/null", mode)
    }
    signal(SIGPIPE, SIG_IGN)
    // The file size limit; a write beyond it then fails with EFBIG.
    signal(SIGXFSZ, SIG_IGN)
  }
}

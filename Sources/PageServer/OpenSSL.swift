import Glibc

/// The `openssl` command, as it is found by `PATH`.
enum OpenSSL {
  /// Runs it to its end.
  ///
  /// - Parameter log: file for what it writes on its standard output and error.
  /// - Throws: if it is not installed, or with its own last words if it fails.
  static func run(_ arguments: [String], log: String) throws(PageServerError) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)

    var argv: [UnsafeMutablePointer<CChar>?] = (["openssl"] + arguments).map { strdup($0) } + [nil]
    defer { for argument in argv { free(argument) } }
    var process: pid_t = 0
    let failure = posix_spawnp(&process, "openssl", &actions, nil, &argv, environ)
    guard failure == 0 else {
      throw failure == ENOENT
        ? PageServerError(
          code: .certificate, context: "the openssl command, which makes the certificate, is not installed")
        : PageServerError(code: .certificate, context: "cannot start the openssl command", systemError: failure)
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    guard status == 0 else {
      let output = String(decoding: (try? WholeFile(log).read()) ?? [], as: UTF8.self)
      throw PageServerError(
        code: .certificate,
        context: "openssl \(arguments.first ?? "") failed: \(output)")
    }
  }
}

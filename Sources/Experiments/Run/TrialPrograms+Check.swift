extension TrialPrograms {
  /// Finds out before the first trial what would fail each of them.
  ///
  /// - Throws: ``TrialRunError`` that names the program and the path where nothing can be executed.
  package func check() throws(TrialRunError) {
    try worker.check()
    try server.check()
  }
}

package import ArgumentParser
internal import Glibc
internal import HostSystem

/// Runs a program's command line as ArgumentParser's `main` does, but what it prints is written whole or is an error.
package enum CommandRunner {
  /// Parses this process's arguments, runs the command that they name, and ends the process.
  ///
  /// - Parameter showable: as for ``end(_:with:showable:)``.
  package static func run<Root: AsyncParsableCommand>(
    _ root: Root.Type, showable: (String) -> String = { $0 }
  ) async -> Never {
    do {
      var command = try await root.asyncParseAsRoot()
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
      exit(EXIT_SUCCESS)
    } catch {
      end(root, with: error, showable: showable)
    }
  }

  /// Parses this process's arguments, runs the command that they name, and ends the process.
  package static func run<Root: ParsableCommand>(_ root: Root.Type) -> Never {
    do {
      var command = try root.parseAsRoot()
      try command.run()
      exit(EXIT_SUCCESS)
    } catch {
      end(root, with: error)
    }
  }

  /// Writes what an error says, help to standard output and all else to standard error, and ends the process.
  ///
  /// - Parameter showable: makes a message, which may quote an argument, one that can be shown.
  package static func end(
    _ root: (some ParsableCommand).Type, with error: any Error, showable: (String) -> String = { $0 }
  ) -> Never {
    let code = root.exitCode(for: error)
    let text = root.fullMessage(for: error)
    guard !text.isEmpty else { exit(code.rawValue) }
    guard code.isSuccess else {
      StandardError.write(showable(text))
      exit(code.rawValue)
    }
    do { try StandardOutput.write(text + "\n") } catch {
      StandardError.write("Error: \(error)")
      exit(EXIT_FAILURE)
    }
    exit(EXIT_SUCCESS)
  }
}

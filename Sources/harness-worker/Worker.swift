import Curl
import Foundation
import HostSystem
import Trial

/// Runs one trial, as told on standard input, and reports it on standard output; see `WorkerMessage` for the protocol.
///
/// The main thread only listens. A second thread, the runner, does everything else: it calls the blocking strategies, or runs
/// the event loop. So every strategy starts from the same two threads.
@main
enum Worker {
  static func main() {
    // A peer that hangs up must be an error of one page, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    OpenFileLimit.raise()
    // Standard output belongs to the protocol alone.
    let channel = LineChannel(input: STDIN_FILENO, output: STDOUT_FILENO)
    let session = Session(channel)
    do {
      try CurlGlobal.start()
      try channel.send(
        WorkerMessage.hello(.init(client: CurlGlobal.version, processIdentifier: getpid())))
    } catch {
      session.fail("\(error)")
    }
    channel.receiveLines { session.receive($0) }
    // Whoever gave the orders is gone: there is nobody left to work for.
    _exit(EXIT_FAILURE)
  }
}

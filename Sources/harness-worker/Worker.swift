import Curl
import Foundation
import HostSystem
import Trial

/// Runs one trial for the harness: messages come on standard input and go to standard output (`WorkerMessage`).
///
/// The main thread only reads messages. A second thread, the runner, does everything else: it calls the blocking
/// strategies or runs the event loop. So every strategy starts from the same two threads.
@main
enum Worker {
  static func main() {
    // Among others, a peer that closes its connection must be an error of one page, not the end of the process.
    StandardStreams.prepare()
    OpenFileLimit.raise()
    // Standard output is for the protocol alone.
    let channel = LineChannel(input: STDIN_FILENO, output: STDOUT_FILENO)
    let session = Session(channel)
    do {
      // Tasks and Dispatch need as many threads as there are cores, and some.
      try SystemThread.check(CoreSplit.allowedCores + 4)
      try CurlGlobal.start()
      try channel.send(
        WorkerMessage.hello(.init(client: CurlGlobal.version, processIdentifier: getpid())))
    } catch {
      session.fail("\(error)")
    }
    channel.receiveLines { session.receive($0) }
    // The harness is gone.
    _exit(EXIT_FAILURE)
  }
}

import ArgumentParser
import CommandRunner
import FoundationEssentials
import Glibc
import HostSystem
import PageProtocol
import PageServer

/// Serves pages with the delays, sizes and faults that their URLs request, until it is told to stop.
@main struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "page-server",
    abstract: "Serve pages with the delays, sizes and faults that their URLs request.",
    discussion: """
      Prints one line of JSON with its address and port once it accepts connections,
      and runs until SIGTERM, SIGINT or SIGHUP.

        /page?delay=120ms&size=1024&status=200&seed=7&location=URL&fault=NAME
              delay also as uniform:50ms:150ms, exponential:100ms,
              pareto:20ms:1.5 or two-point:50ms:2s:0.05
        /rendezvous?count=N&timeout=2s&size=1024&name=X
              answers when N of them have arrived, or after the timeout
        /statistics
              what has been served so far, as JSON
        /statistics/reset
              the same (POST), then starts counting anew

      Faults of a page, as in /page?fault=stall:
      \(rows(ServedFault.allCases.map { ($0.rawValue, $0.explanation) }))

      Faults of TLS connections with --tls-faults, by the first label of the host
      name, as in https://expired.localhost:
      \(rows(HandshakeFault.allCases.map { ($0.rawValue, $0.explanation) }))
      """)

  private static func rows(_ rows: [(name: String, explanation: String)]) -> String {
    rows.map { "  \($0.name.padded(to: 22))\($0.explanation)" }.joined(separator: "\n")
  }

  @Option(help: "The TCP port; 0 for any free one.")
  var port = 0

  @Option(help: "The literal IP address to listen on.")
  var address = "127.0.0.1"

  @Flag(help: "Allow an address that other machines can reach.")
  var allowRemote = false

  @Flag(help: "Use TLS, with a certificate made at start.")
  var tls = false

  @Flag(help: "Let some host names choose a TLS connection that fails, see above.")
  var tlsFaults = false

  @Option(
    help: "Names in the certificate, separated by commas.", transform: { $0.split(separator: ",").map(String.init) })
  var names = ["localhost"]

  @Option(help: ArgumentHelp("Where to write the certificate of the authority to trust.", valueName: "path"))
  var caFile: String?

  @Option(help: "The number of event loops, each on its own thread.")
  var threads = 1

  @Flag(help: "Stop when standard input ends.")
  var exitWithParent = false

  static func main() {
    StandardStreams.prepare()
    CommandRunner.run(Self.self)
  }

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port \(port) is not from 0 to 65535") }
    guard (1...128).contains(threads) else { throw ValidationError("--threads \(threads) is not from 1 to 128") }
    guard tls || caFile == nil else { throw ValidationError("--ca-file needs --tls: there is no certificate without") }
    guard tls || !tlsFaults else { throw ValidationError("--tls-faults needs --tls") }
    do throws(PageServerError) {
      try PageServer.Configuration(address: address, port: port, allowsRemote: allowRemote).validate()
      try Certificate.validate(names: names)
    } catch {
      throw ValidationError("\(error)" + (error.code == .remote ? "; use --allow-remote to allow it" : ""))
    }
  }

  func run() throws {
    let termination = try Termination()
    // The event loops, and for a certificate tasks and Subprocess.
    try SystemThread.check(threads + CoreSplit.allowedCores + 4)
    OpenFileLimit.raise()
    let identity = try tls ? ServerIdentity(names: names, address: address, faults: tlsFaults, file: caFile) : nil
    defer { identity?.remove() }
    let server = try PageServer.start(
      PageServer.Configuration(
        address: address, port: port, allowsRemote: allowRemote, threads: threads, certificate: identity?.certificate))
    try announce(server, caFile: identity?.file)
    termination.wait(orEndOfStandardInput: exitWithParent)
    try server.stop()
    Interruption.endIfSignalled()
  }

  private func announce(_ server: PageServer, caFile: String?) throws {
    let announcement = ServerAnnouncement(
      address: address, port: server.port, tls: tls, caFile: caFile, processIdentifier: getpid())
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try StandardOutput.write(String(decoding: try encoder.encode(announcement), as: UTF8.self) + "\n")
  }
}

extension String {
  /// With spaces behind it, at least one.
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}

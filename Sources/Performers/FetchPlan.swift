package import Curl
internal import HostSystem
internal import PageProtocol
internal import Synchronization
package import Workload

/// What the units of a fetching trial fetch, and how. The same for every performer of the trial.
package struct FetchPlan: Sendable {
  /// Unit i of the measured load fetches page i modulo their number.
  package let pages: [Page]
  /// Units of the measured load; units from here on belong to the warm-up.
  package let measuredUnits: Int
  /// Fetched by warm-up units.
  package let warmUpPage: Page?
  /// Units from here on belong to warm-up rounds.
  private let firstOfRounds: Int
  /// Fetched by the units of warm-up rounds.
  private let roundsPage: Page?
  /// For each page, whether it is on another machine. Empty if none can be.
  private let areElsewhere: [Bool]
  private var sharedOptions: TransferOptions
  /// nil if a server is on another machine, which cannot be reached from loopback addresses.
  private let sources: SourceAddresses?
  /// Ends blocking fetches when it is raised.
  package let stop: StopFlag
  /// Where blocking fetches register their sockets; nil: nowhere.
  let sockets: OpenSockets?

  /// - Parameters:
  ///   - pages: at least one.
  ///   - measuredUnits: the number of units of the measured load.
  ///   - warmUpPage: what warm-up units fetch; nil: the same pages as the measured units.
  ///   - firstOfRounds: the first unit of warm-up rounds.
  ///   - roundsPage: what these fetch; nil: the same pages as the measured units.
  ///   - options: of every transfer. The receive buffer's size is chosen to fit the pages.
  ///   - stop: ends blocking fetches when it is raised.
  ///   - sockets: where blocking fetches register their sockets, so that these can be shut down once `stop` is raised;
  ///     nil: nowhere.
  ///   - sources: where connections come from if all servers are on 127.0.0.0/8.
  package init(
    pages: [Page], measuredUnits: Int, warmUpPage: Page?, firstOfRounds: Int = .max, roundsPage: Page? = nil,
    options: TransferOptions, stop: StopFlag, sockets: OpenSockets? = nil,
    sources: SourceAddresses = SourceAddresses()
  ) {
    precondition(!pages.isEmpty, "a fetching trial needs a page")
    self.pages = pages
    self.measuredUnits = measuredUnits
    self.warmUpPage = warmUpPage
    self.firstOfRounds = firstOfRounds
    self.roundsPage = roundsPage
    sharedOptions = options
    sharedOptions.receiveBufferBytes = Self.receiveBufferBytes(pages)
    let isHere = options.connectTo.isEmpty && pages.allSatisfy { Origin($0.url)?.isInLoopbackNetwork ?? false }
    self.sources = isHere ? sources : nil
    self.stop = stop
    self.sockets = sockets
    areElsewhere = options.visitsOthers ? pages.map { !(Origin($0.url)?.isLoopback ?? false) } : []
  }

  /// Bytes for the largest page and its header; nil, libcurl's own 16 KiB, if a page is larger or its size is unknown.
  ///
  /// A fetch of 1 KiB in flight takes 18.1 KiB of memory with a buffer of its page's size, and 21.3 KiB with libcurl's
  /// own.
  private static func receiveBufferBytes(_ pages: [Page]) -> Int? {
    var largest = 0
    for page in pages {
      guard let body = page.body else { return nil }
      largest = max(largest, body.byteCount)
    }
    return largest + 1024 < 16384 ? largest + 1024 : nil
  }

  /// The options of handles that will keep up to `connections` connections open, all of them together.
  func options(connections: Int) -> TransferOptions {
    var options = sharedOptions
    options.source = sources?.next(connections)
    return options
  }

  /// Whether the page with this number is on another machine: then its server is told who asks.
  func isElsewhere(_ number: Int) -> Bool { areElsewhere.indices.contains(number) && areElsewhere[number] }

  /// The page of a unit, and a number that is the same for units with the same page.
  func page(of unit: Unit) -> (page: Page, number: Int) {
    if unit.index >= firstOfRounds {
      if let roundsPage { return (roundsPage, pages.count + 1) }
    } else if unit.index >= measuredUnits, let warmUpPage {
      return (warmUpPage, pages.count)
    }
    let number = unit.index % pages.count
    return (pages[number], number)
  }
}

/// Addresses to connect from, so that one server on this machine can have more connections than an address has ports.
///
/// A connection is identified by both ends' addresses and ports. Towards one server that leaves the client's port, of
/// which the kernel gives out 28,232 by default (`ip_local_port_range`, ip(7)). All of 127.0.0.0/8 is this machine, so
/// when the ports of 127.0.0.1 run low, the next connections come from 127.0.0.2, and so on. Safe from any thread.
package final class SourceAddresses: Sendable {
  private let portsEach: Int
  private let given = Atomic<Int>(0)

  /// - Parameter portsEach: the number of connections from each address, at least 1.
  package init(portsEach: Int) { self.portsEach = max(1, portsEach) }

  /// Uses seven eighths of the kernel's ports of each address, and leaves the rest to other programs.
  package convenience init() { self.init(portsEach: Self.portCount() / 8 * 7) }

  /// The address for `count` further connections, in the form of CURLOPT_INTERFACE; nil: the default, 127.0.0.1.
  func next(_ count: Int) -> String? {
    let before = given.wrappingAdd(count, ordering: .relaxed).oldValue
    let address = before / portsEach
    // 127.255.255.255 is the broadcast address.
    guard address > 0, address < 0xff_fffe else { return nil }
    let host = address + 1
    return "host!127.\(host >> 16).\(host >> 8 & 0xff).\(host & 0xff)"
  }

  /// The number of ports that the kernel gives out per address; its default if /proc does not say.
  private static func portCount() -> Int {
    let range = KernelFiles().text("/proc/sys/net/ipv4/ip_local_port_range")
    let ends = range.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    return ends.count == 2 && ends[0] <= ends[1] ? ends[1] - ends[0] + 1 : 60999 - 32768 + 1
  }
}

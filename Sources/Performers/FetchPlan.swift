package import Curl
import PageProtocol
package import Workload

/// What the units of a fetching trial fetch, and how. The same for every performer of the trial.
package struct FetchPlan: Sendable {
  /// Unit i of the measured load fetches page i modulo their number.
  package let pages: [Page]
  /// Units of the measured load; units from here on belong to the warm-up.
  package let measuredUnits: Int
  /// Fetched by warm-up units.
  package let warmUpPage: Page?
  private var sharedOptions: TransferOptions
  /// nil if a server is on another machine, which loopback addresses do not reach.
  private let sources: SourceAddresses?
  /// Looked at within blocking fetches.
  package let stop: StopFlag

  package init(
    pages: [Page], measuredUnits: Int, warmUpPage: Page?, options: TransferOptions, stop: StopFlag,
    sources: SourceAddresses = SourceAddresses()
  ) {
    precondition(!pages.isEmpty, "a fetching trial needs a page")
    self.pages = pages
    self.measuredUnits = measuredUnits
    self.warmUpPage = warmUpPage
    sharedOptions = options
    sharedOptions.receiveBufferBytes = Self.receiveBufferBytes(pages)
    let isHere = pages.allSatisfy { $0.url.contains("://127.") } && options.connectTo.isEmpty
    self.sources = isHere ? sources : nil
    self.stop = stop
  }

  /// Room for the largest page and its header. A buffer for each fetch in flight is most of what one takes: with libcurl's own
  /// 16 KiB it is 21 KiB, of which pages of 1 KiB need 18.
  private static func receiveBufferBytes(_ pages: [Page]) -> Int? {
    var largest = 0
    for page in pages {
      guard let body = page.body else { return nil }
      largest = max(largest, body.byteCount)
    }
    return largest + 1024 < 16384 ? largest + 1024 : nil
  }

  /// The options of handles that will keep `connections` open between them.
  func options(connections: Int) -> TransferOptions {
    var options = sharedOptions
    options.source = sources?.next(connections)
    return options
  }

  /// The page of a unit, and a number that is the same for units with the same page.
  func page(of unit: Unit) -> (page: Page, number: Int) {
    if unit.index >= measuredUnits, let warmUpPage { return (warmUpPage, pages.count) }
    let number = unit.index % pages.count
    return (pages[number], number)
  }
}

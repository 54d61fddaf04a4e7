package import Curl
package import Workload

/// What the units of a fetching trial fetch, and how. The same for every performer of the trial.
package struct FetchPlan: Sendable {
  /// Unit i of the measured load fetches page i modulo their number.
  package let pages: [Page]
  /// Units of the measured load; units from here on belong to the warm-up.
  package let measuredUnits: Int
  /// Fetched by warm-up units.
  package let warmUpPage: Page?
  package let options: TransferOptions
  /// Looked at within blocking fetches.
  package let stop: StopFlag

  package init(pages: [Page], measuredUnits: Int, warmUpPage: Page?, options: TransferOptions, stop: StopFlag) {
    precondition(!pages.isEmpty, "a fetching trial needs a page")
    self.pages = pages
    self.measuredUnits = measuredUnits
    self.warmUpPage = warmUpPage
    self.options = options
    self.stop = stop
  }

  /// The page of a unit, and a number that is the same for units with the same page.
  func page(of unit: Unit) -> (page: Page, number: Int) {
    if unit.index >= measuredUnits, let warmUpPage { return (warmUpPage, pages.count) }
    let number = unit.index % pages.count
    return (pages[number], number)
  }
}

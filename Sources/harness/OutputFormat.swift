import ArgumentParser
import Experiments
import Workload

/// How results are printed where there is no table to put into Markdown.
enum ListingFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

extension SummaryFormat: ExpressibleByArgument {}
extension Profile: ExpressibleByArgument {}

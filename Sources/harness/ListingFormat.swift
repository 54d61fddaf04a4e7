import ArgumentParser

/// How a list is printed.
enum ListingFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

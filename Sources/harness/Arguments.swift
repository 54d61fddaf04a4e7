import ArgumentParser
import Experiments
import Glibc
import Strategies
import TextFormats
import Workload

/// A duration above zero, at most 30 days: `90s`, `15m`, `2h`, and what ``TextFormats/Duration/init(text:)`` reads.
struct TimeLimit: ExpressibleByArgument {
  var duration: Duration

  init?(argument: String) {
    let scale = argument.hasSuffix("m") ? 60 : argument.hasSuffix("h") ? 3600 : nil
    if let scale {
      guard let number = Double(argument.dropLast()), number > 0, number * Double(scale) <= 30 * 86_400 else {
        return nil
      }
      duration = .seconds(number * Double(scale))
    } else {
      guard let short = Duration(text: argument), short > .zero else { return nil }
      duration = short
    }
  }
}

/// A duration of at least zero, at most 30 days: `0s`, and what ``TimeLimit`` reads.
struct Patience: ExpressibleByArgument {
  var duration: Duration

  init?(argument: String) {
    guard let known = Duration(text: argument) ?? TimeLimit(argument: argument)?.duration else { return nil }
    duration = known
  }
}

/// A strategy by its name, or all that can fetch.
enum StrategyChoice: ExpressibleByArgument, CustomStringConvertible {
  case one(StrategyName)
  case all

  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else if let name = StrategyName(rawValue: argument) {
      self = .one(name)
    } else {
      return nil
    }
  }

  var names: [StrategyName] {
    switch self {
    case .one(let name): [name]
    case .all: StrategyName.fetching
    }
  }

  var description: String {
    switch self {
    case .one(let name): name.rawValue
    case .all: "all"
    }
  }

  var defaultValueDescription: String { description }

  static var allValueStrings: [String] { StrategyName.allCases.map(\.rawValue) + ["all"] }
}

/// A file that an option names.
enum FileArgument {
  /// - Throws: `ValidationError` with the file and the cause.
  static func checkReadable(_ path: String, option: String) throws {
    var status = stat()
    guard stat(path, &status) == 0, access(path, R_OK) == 0 else {
      throw ValidationError("\(option) \(path) cannot be read: \(String(cString: strerror(errno))).")
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw ValidationError("\(option) \(path) is a folder, not a file.")
    }
  }
}

/// The output format of a listing.
enum ListingFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// The output format of `harness pages`.
enum PagesFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, csv
}

extension ConnectionPolicy: ExpressibleByArgument {}
extension OutputFormat: ExpressibleByArgument {}
extension Profile: ExpressibleByArgument {}
extension StrategyName: ExpressibleByArgument {}

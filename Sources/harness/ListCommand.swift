import ArgumentParser
import Catalogue
import Experiments
import Foundation
import HostSystem
import Strategies
import TextFormats

/// `harness list`: lists sections, experiments and strategies.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists sections, experiments and strategies.",
    discussion: """
      harness run takes the names of sections and experiments, its --strategy those of strategies. --format json also \
      shows each experiment's primary contrasts and headline load: only these get verdicts.
      """)

  @Option(help: "Output format: text or json.")
  var format = ListingFormat.text

  func run() throws {
    let listing = Listing()
    switch format {
    case .text: try StandardOutput.write(listing.text)
    case .json: try StandardOutput.write(try listing.json + "\n")
    }
  }
}

/// Everything that has a name on the command line.
private struct Listing: Encodable {
  var sections = Catalogue.sections.map(SectionEntry.init)
  var strategies = StrategyName.allCases.map(StrategyEntry.init)

  struct SectionEntry: Encodable {
    var name: String
    var title: String
    var experiments: [ExperimentEntry]

    init(_ section: Section) {
      name = section.name
      title = section.title
      experiments = Catalogue.experiments.filter { $0.section == section }.map(ExperimentEntry.init)
    }
  }

  struct ExperimentEntry: Encodable {
    var name: String
    var question: String
    var reference: StrategyName
    var strategies: [StrategyName]
    /// The primary contrasts: only they get verdicts.
    var contrasts: [Experiment.Contrast]
    var headlineLoad: String
    var headlineMetrics: [String]
    /// The names of the loads by profile, for this machine.
    var loads: [String: [String]]

    private static let machine = Machine.current()

    init(_ experiment: Experiment) {
      name = experiment.name
      question = experiment.question
      reference = experiment.reference
      strategies = experiment.strategies
      contrasts = experiment.primaryContrasts
      headlineLoad = experiment.headline.load
      headlineMetrics = experiment.headline.quantities.map(\.name)
      loads = Dictionary(
        uniqueKeysWithValues: Profile.allCases.map { ($0.rawValue, experiment.loads($0, Self.machine).map(\.name)) })
    }
  }

  struct StrategyEntry: Encodable {
    var name: StrategyName
    var waiting: StrategyName.Waiting
    var width: StrategyName.Width
    var summary: String

    init(_ strategy: StrategyName) {
      name = strategy
      waiting = strategy.waiting
      width = strategy.width
      summary = strategy.traits.summary
    }
  }

  var text: String {
    var text = ""
    for section in sections {
      text += "\(section.name): \(section.title)\n"
      for experiment in section.experiments { text += "  \(experiment.name): \(experiment.question)\n" }
    }
    var table = Table(["strategy", "waits by", "policy"], leftColumns: 3)
    for strategy in strategies {
      table.append([strategy.name.rawValue, strategy.waiting.rawValue, strategy.summary])
    }
    return text + "\n" + table.aligned
  }

  var json: String { get throws { try PrettyJSON.text(self) } }
}

// By hand, because the compiler would write `{"hello": {"_0": {…}}}`, which nobody wants to speak from another language.

extension WorkerMessage: Codable {
  private enum Key: String, CodingKey {
    case hello, ready, unit, held, record, failure
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard let key = container.allKeys.first, container.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: [], debugDescription: "a worker message has one key: hello, ready, unit, held, record or failure")
      )
    }
    switch key {
    case .hello: self = .hello(try container.decode(Hello.self, forKey: key))
    case .ready: self = .ready(try container.decode(Ready.self, forKey: key))
    case .unit: self = .unit(try container.decode(UnitReport.self, forKey: key))
    case .held: self = .held(try container.decode(Held.self, forKey: key))
    case .record: self = .record(try container.decode(TrialRecord.self, forKey: key))
    case .failure: self = .failure(try container.decode(Failure.self, forKey: key))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .hello(let value): try container.encode(value, forKey: .hello)
    case .ready(let value): try container.encode(value, forKey: .ready)
    case .unit(let value): try container.encode(value, forKey: .unit)
    case .held(let value): try container.encode(value, forKey: .held)
    case .record(let value): try container.encode(value, forKey: .record)
    case .failure(let value): try container.encode(value, forKey: .failure)
    }
  }
}

extension HarnessMessage: Codable {
  private enum Key: String, CodingKey {
    case plan, go, release, cancel
  }

  private struct Empty: Codable {}

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard let key = container.allKeys.first, container.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: [], debugDescription: "a harness message has one key: plan, go, release or cancel"))
    }
    switch key {
    case .plan: self = .plan(try container.decode(TrialPlan.self, forKey: key))
    case .go: self = .go
    case .release: self = .release
    case .cancel: self = .cancel
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .plan(let value): try container.encode(value, forKey: .plan)
    case .go: try container.encode(Empty(), forKey: .go)
    case .release: try container.encode(Empty(), forKey: .release)
    case .cancel: try container.encode(Empty(), forKey: .cancel)
    }
  }
}

// Made by Reference/make.py: change it there.

struct DetectableFigure: Sendable {
  let deviation: Double
  let blocks: Int
  let contrasts: Int
  let effect: Double
}

enum DetectableFigures {
  /// `numpy.expm1((scipy.stats.norm.isf(0.025 / m) + scipy.stats.norm.isf(0.2)) * s / numpy.sqrt(n))`
  static let all: [DetectableFigure] = [
    DetectableFigure(deviation: 0.05, blocks: 12, contrasts: 1, effect: 0.041266123877928156),
    DetectableFigure(deviation: 0.05, blocks: 12, contrasts: 5, effect: 0.050563460926070385),
    DetectableFigure(deviation: 0.1, blocks: 60, contrasts: 3, effect: 0.042656131312859225),
    DetectableFigure(deviation: 0.0, blocks: 3, contrasts: 1, effect: 0.0),
    DetectableFigure(deviation: 1.5, blocks: 2, contrasts: 20, effect: 59.30481630899208),
  ]
}

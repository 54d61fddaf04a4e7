// Made by Reference/make.py: change it there.

struct HolmFigure: Sendable {
  let p: [Double]
  let adjusted: [Double]
}

enum HolmFigures {
  /// `closed_testing(p)`
  static let all: [HolmFigure] = [
    HolmFigure(p: [], adjusted: []),
    HolmFigure(p: [0.03], adjusted: [0.03]),
    HolmFigure(p: [0.01, 0.04, 0.03], adjusted: [0.03, 0.06, 0.06]),
    HolmFigure(p: [0.5, 0.5, 0.001, 0.04, 1.0, 0.0], adjusted: [1.0, 1.0, 0.005, 0.16, 1.0, 0.0]),
    HolmFigure(p: [0.02, 0.02, 0.02], adjusted: [0.06, 0.06, 0.06]),
    HolmFigure(
      p: [0.1931, 0.0553, 0.157428, 0.195611, 0.1885, 0.181346, 0.103008, 0.006019, 0.193612],
      adjusted: [
        0.9445680000000001, 0.4424, 0.9445680000000001, 0.9445680000000001, 0.9445680000000001, 0.9445680000000001,
        0.721056, 0.054171, 0.9445680000000001,
      ]),
  ]
}

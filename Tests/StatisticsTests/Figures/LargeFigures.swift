// Made by Reference/make.py: change it there.

struct LargeFigure: Sendable {
  let first: Int
  let second: Int
  let step: Int
  let p: Double
  let exact: Double?
  let center: Double
  let low: Double?
  let high: Double?
}

enum LargeFigures {
  /// `scipy.stats.mannwhitneyu(x, y, method="asymptotic").pvalue, the same with method="exact"`
  /// `numpy.median(numpy.subtract.outer(x, y))`
  /// `the differences between which mannwhitneyu(x - d, y) is above 0.05`
  static let rankSums: [LargeFigure] = [
    LargeFigure(
      first: 61, second: 60, step: 1, p: 0.515304893008372, exact: 0.5166562996005724, center: 300.0, low: -704.0,
      high: 1368.0),
    LargeFigure(
      first: 61, second: 60, step: 500, p: 0.4703861139640284, exact: nil, center: 500.0, low: nil, high: nil),
    LargeFigure(
      first: 20, second: 400, step: 1, p: 0.2917860854410015, exact: 0.2941104390600159, center: 664.0, low: -623.0,
      high: 2156.0),
    LargeFigure(
      first: 20, second: 400, step: 500, p: 0.25700745396540836, exact: nil, center: 500.0, low: nil, high: nil),
    LargeFigure(
      first: 250, second: 250, step: 1, p: 0.22393132522839176, exact: 0.2241434001971767, center: 300.0, low: -197.0,
      high: 797.0),
    LargeFigure(
      first: 250, second: 250, step: 500, p: 0.16786112802762276, exact: nil, center: 500.0, low: nil, high: nil),
    LargeFigure(
      first: 1000, second: 1000, step: 1, p: 0.0177089393244728, exact: nil, center: 300.0, low: 54.0, high: 546.0),
    LargeFigure(
      first: 1000, second: 1000, step: 500, p: 0.013933831215617606, exact: nil, center: 500.0, low: nil, high: nil),
    LargeFigure(
      first: 2000, second: 3000, step: 1, p: 0.00540680239827677, exact: nil, center: 236.0, low: 70.0, high: 398.0),
    LargeFigure(
      first: 2000, second: 3000, step: 500, p: 0.004814922179005792, exact: nil, center: 0.0, low: nil, high: nil),
  ]

  /// `scipy.stats.wilcoxon(x, method="asymptotic", correction=True).pvalue, and method="exact"`
  /// `the median of the Walsh averages`
  /// `the averages between which wilcoxon(x - d) is above 0.05`
  static let signedRanks: [LargeFigure] = [
    LargeFigure(
      first: 330, second: 0, step: 1, p: 0.7959586419350922, exact: 0.7964466966306463, center: 39.0, low: -287.0,
      high: 356.5),
    LargeFigure(
      first: 330, second: 0, step: 500, p: 0.20762779813200283, exact: nil, center: -250.0, low: nil, high: nil),
    LargeFigure(
      first: 1000, second: 0, step: 1, p: 0.8186172768015773, exact: 0.8187385796577109, center: 22.0, low: -166.5,
      high: 206.5),
    LargeFigure(
      first: 1000, second: 0, step: 500, p: 0.01580583841535362, exact: nil, center: -250.0, low: nil, high: nil),
    LargeFigure(
      first: 3000, second: 0, step: 1, p: 5.2642548954896184e-05, exact: nil, center: 222.0, low: 115.5, high: 326.5),
    LargeFigure(first: 3000, second: 0, step: 500, p: 0.6261983493831225, exact: nil, center: 0.0, low: nil, high: nil),
  ]
}

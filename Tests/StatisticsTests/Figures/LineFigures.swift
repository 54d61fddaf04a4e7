// Made by Reference/make.py: change it there.

struct LineFigure: Sendable {
  let x: [Double]
  let y: [Double]
  let slope: Double
  let slopeError: Double?
  let slopeUpper: Double?
}

enum LineFigures {
  /// `scipy.stats.linregress(x, y)`
  /// `fit.slope + scipy.stats.t.ppf(0.975, n - 2) * fit.stderr`
  static let all: [LineFigure] = [
    LineFigure(x: [1.0, 2.0], y: [3.0, 1.0], slope: -2.0, slopeError: nil, slopeUpper: nil),
    LineFigure(
      x: [1.0, 2.0, 3.0], y: [2.0, 4.0, 6.5], slope: 2.25, slopeError: 0.1443375672974036, slopeUpper: 4.083982681202203
    ),
    LineFigure(
      x: [100.0, 300.0, 1000.0, 3000.0, 10000.0, 100.0, 300.0, 1000.0, 3000.0, 10000.0],
      y: [
        19925.875595, 21816.721211, 28696.34976, 48127.512107, 115950.020513, 20037.004835, 21956.944964, 28716.689538,
        48112.941285, 116016.571694,
      ], slope: 9.698531289806931, slopeError: 0.004376630144409773, slopeUpper: 9.7086238170182),
    LineFigure(
      x: [1000000.0, 1000001.0, 1000002.0, 1000003.0, 1000004.0, 1000005.0, 1000006.0, 1000007.0],
      y: [4.685293, 6.189639, 3.837855, 4.52522, 5.842095, 5.188803, 4.585127, 6.22178], slope: 0.0964591428571429,
      slopeError: 0.14035753972641496, slopeUpper: 0.4399016702112598),
  ]
}

// Made by Reference/make.py: change it there.

struct RatioFigure: Sendable {
  let numerators: [Double]
  let denominators: [Double]
  let ratio: Double
  let p: Double
  let lower: Double?
  let upper: Double?
  let deviation: Double
}

enum RatioFigures {
  /// `d = numpy.log(a) - numpy.log(b)`
  /// `numpy.exp(numpy.median(walsh(d))); numpy.exp(inverted_interval(d, 0.95))`
  /// `scipy.stats.wilcoxon(d, method="exact").pvalue; numpy.std(d, ddof=1)`
  static let all: [RatioFigure] = [
    RatioFigure(
      numerators: [40.037247, 29.583539, 51.974688], denominators: [28.060201, 15.096973, 34.973596],
      ratio: 1.5763738447253395, p: 0.25, lower: nil, upper: nil, deviation: 0.172626868535687),
    RatioFigure(
      numerators: [
        21.150634, 47.633274, 17.25742, 20.677859, 38.737348, 34.179199, 39.872157, 30.724565, 30.895043, 60.291293,
        38.54131, 54.86275,
      ],
      denominators: [
        12.122878, 29.547075, 11.238413, 12.418771, 17.377234, 19.210223, 25.102635, 25.13011, 19.360294, 38.525551,
        22.776308, 32.276422,
      ], ratio: 1.6451187839009436, p: 0.00048828125, lower: 1.5617468912303953, upper: 1.7446875238701574,
      deviation: 0.13545057096264707),
    RatioFigure(
      numerators: [
        83.175408, 11.943523, 25.832929, 18.257834, 30.327443, 10.620845, 26.187279, 6.930292, 19.68603, 8.291633,
        23.189466, 21.981067, 25.455555, 20.934801, 15.807651, 19.515967, 34.755362, 24.931527, 17.874293, 21.037035,
        19.156203, 21.232793, 30.11122, 89.848246, 7.787254,
      ],
      denominators: [
        103.997748, 11.317922, 27.314765, 20.237234, 31.169532, 12.674237, 23.90048, 5.652927, 25.486128, 9.114463,
        31.350863, 24.450722, 32.407225, 20.578438, 19.938951, 14.088246, 30.900834, 23.68514, 14.297405, 25.694246,
        23.534927, 22.25784, 29.69177, 93.172643, 8.021535,
      ], ratio: 0.9443656103808339, p: 0.1134914755821228, lower: 0.882141511074898, upper: 1.0122486312796808,
      deviation: 0.16286456278288017),
  ]
}

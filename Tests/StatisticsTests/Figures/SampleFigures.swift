// Made by Reference/make.py: change it there.

struct SampleFigure: Sendable {
  let values: [Double]
  let mean: Double
  let deviation: Double?
  let trimmed: Double
  let trimmedTenth: Double
  let median: Double
  let quantiles: [Double]
}

enum SampleFigures {
  /// `numpy.mean(x), numpy.std(x, ddof=1)`
  /// `scipy.stats.trim_mean(x, 0.2), scipy.stats.trim_mean(x, 0.1)`
  /// `numpy.median(x), numpy.quantile(x, [0, 0.01, 0.25, 0.5, 0.9, 0.99, 1])`
  static let all: [SampleFigure] = [
    SampleFigure(
      values: [3.25], mean: 3.25, deviation: nil, trimmed: 3.25, trimmedTenth: 3.25, median: 3.25,
      quantiles: [3.25, 3.25, 3.25, 3.25, 3.25, 3.25, 3.25]),
    SampleFigure(
      values: [2.0, 7.5], mean: 4.75, deviation: 3.8890872965260113, trimmed: 4.75, trimmedTenth: 4.75, median: 4.75,
      quantiles: [2.0, 2.055, 3.375, 4.75, 6.95, 7.445, 7.5]),
    SampleFigure(
      values: [1.0, 1.0, 1.0, 1.0], mean: 1.0, deviation: 0.0, trimmed: 1.0, trimmedTenth: 1.0, median: 1.0,
      quantiles: [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
    SampleFigure(
      values: [0.0, -1.5, 4.0, 4.0, 1000000.0], mean: 200001.3, deviation: 447212.8687844861,
      trimmed: 2.6666666666666665, trimmedTenth: 200001.3, median: 4.0,
      quantiles: [-1.5, -1.44, 0.0, 4.0, 600001.6000000001, 960000.1599999999, 1000000.0]),
    SampleFigure(
      values: [
        15.200672, 30.232424, 184.397385, 371.24753, 32.645599, 10.344184, 49.903523, 72.609795, 67.405841, 63.261402,
        73.643561,
      ], mean: 88.26290145454544, deviation: 104.96792566604118, trimmed: 55.671735, trimmedTenth: 65.47780022222223,
      median: 63.261402,
      quantiles: [10.344184, 10.8298328, 31.4390115, 63.261402, 184.397385, 352.5625155000001, 371.24753]),
    SampleFigure(
      values: [
        1000000.00564, 999999.990211, 999999.989986, 1000000.005715, 1000000.005924, 999999.988581, 999999.985586,
        1000000.020935, 1000000.005132, 1000000.000295, 999999.988319, 999999.991114,
      ], mean: 999999.9981198334, deviation: 0.010751369415518424, trimmed: 999999.99708425,
      trimmedTenth: 999999.9970917, median: 999999.9957045,
      quantiles: [
        999999.985586, 999999.98588663, 999999.98963475, 999999.9957045, 1000000.0059031, 1000000.01928379,
        1000000.020935,
      ]),
    SampleFigure(
      values: [
        -0.840937, 1.824127, 2.109063, -0.302405, -0.103641, -0.348333, -0.978569, -3.065712, -0.122849, 1.225469,
        5.574816, 0.235867, 2.783496, 0.209734, -1.099014, 0.310351, 5.747191, 0.278864, -2.414405, -2.40116, -0.571199,
        1.041877, -0.087418, 0.565124, -0.7215, 0.241209, -0.034448, 0.779708, 1.676041, -0.176247, -2.932748, 0.465902,
        -0.038658, -0.368755, 0.072229, -0.524228, 0.5161,
      ], mean: 0.23040383783783783, deviation: 1.8167203539711565, trimmed: 0.057273217391304344,
      trimmedTenth: 0.09136464516129034, median: -0.034448,
      quantiles: [-3.065712, -3.01784496, -0.524228, -0.034448, 1.9381013999999996, 5.685136, 5.747191]),
  ]
}

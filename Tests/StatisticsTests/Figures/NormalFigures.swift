// Made by Reference/make.py: change it there.

struct NormalFigure: Sendable {
  let probability: Double
  let quantile: Double
}

enum NormalFigures {
  /// `scipy.special.ndtri(p)`
  static let all: [NormalFigure] = [
    NormalFigure(probability: 1e-300, quantile: -37.0470962993612),
    NormalFigure(probability: 1e-20, quantile: -9.262340089798409),
    NormalFigure(probability: 1e-09, quantile: -5.9978070150076865),
    NormalFigure(probability: 0.0001, quantile: -3.7190164854556804),
    NormalFigure(probability: 0.025, quantile: -1.9599639845400545),
    NormalFigure(probability: 0.074, quantile: -1.4466320671589785),
    NormalFigure(probability: 0.076, quantile: -1.4325027208258116),
    NormalFigure(probability: 0.3, quantile: -0.5244005127080409),
    NormalFigure(probability: 0.5, quantile: 0.0),
    NormalFigure(probability: 0.5000001, quantile: 2.506628273311648e-07),
    NormalFigure(probability: 0.6, quantile: 0.2533471031357997),
    NormalFigure(probability: 0.8, quantile: 0.8416212335729143),
    NormalFigure(probability: 0.92, quantile: 1.4050715603096329),
    NormalFigure(probability: 0.93, quantile: 1.475791028179171),
    NormalFigure(probability: 0.975, quantile: 1.959963984540054),
    NormalFigure(probability: 0.999, quantile: 3.090232306167813),
    NormalFigure(probability: 0.999999999999, quantile: 7.0344869100478356),
  ]
}

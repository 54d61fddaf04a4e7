// Made by Reference/make.py: change it there.

struct StudentTFigure: Sendable {
  let probability: Double
  let freedom: Double
  let quantile: Double
}

enum StudentTFigures {
  /// `mpmath.findroot(mpmath.betainc(nu/2, 1/2, 0, nu/(nu + t*t), regularized=True) - 2*tail), 40 digits`
  /// `asserted to be scipy.stats.t.ppf(p, nu)`
  static let all: [StudentTFigure] = [
    StudentTFigure(probability: 1e-06, freedom: 1, quantile: -318309.8861827435),
    StudentTFigure(probability: 0.025, freedom: 1, quantile: -12.706204736174705),
    StudentTFigure(probability: 0.4, freedom: 1, quantile: -0.32491969623290623),
    StudentTFigure(probability: 0.5001, freedom: 1, quantile: 0.0003141592756943707),
    StudentTFigure(probability: 0.9, freedom: 1, quantile: 3.077683537175254),
    StudentTFigure(probability: 0.975, freedom: 1, quantile: 12.706204736174694),
    StudentTFigure(probability: 0.9995, freedom: 1, quantile: 636.6192487687897),
    StudentTFigure(probability: 1e-06, freedom: 2, quantile: -707.1057205259339),
    StudentTFigure(probability: 0.025, freedom: 2, quantile: -4.302652729749464),
    StudentTFigure(probability: 0.4, freedom: 2, quantile: -0.2886751345948128),
    StudentTFigure(probability: 0.5001, freedom: 2, quantile: 0.0002828427181314423),
    StudentTFigure(probability: 0.9, freedom: 2, quantile: 1.885618083164127),
    StudentTFigure(probability: 0.975, freedom: 2, quantile: 4.302652729749462),
    StudentTFigure(probability: 0.9995, freedom: 2, quantile: 31.599054576445365),
    StudentTFigure(probability: 1e-06, freedom: 3, quantile: -103.29946778041935),
    StudentTFigure(probability: 0.025, freedom: 3, quantile: -3.1824463052837095),
    StudentTFigure(probability: 0.4, freedom: 3, quantile: -0.27667066233268983),
    StudentTFigure(probability: 0.5001, freedom: 3, quantile: 0.00027206990911047337),
    StudentTFigure(probability: 0.9, freedom: 3, quantile: 1.6377443536962104),
    StudentTFigure(probability: 0.975, freedom: 3, quantile: 3.1824463052837086),
    StudentTFigure(probability: 0.9995, freedom: 3, quantile: 12.923978636687965),
    StudentTFigure(probability: 1e-06, freedom: 4.5, quantile: -31.08135658314924),
    StudentTFigure(probability: 0.025, freedom: 4.5, quantile: -2.658912347204404),
    StudentTFigure(probability: 0.4, freedom: 4.5, quantile: -0.26875183554217513),
    StudentTFigure(probability: 0.5001, freedom: 4.5, quantile: 0.0002648678148282035),
    StudentTFigure(probability: 0.9, freedom: 4.5, quantile: 1.5008853175085577),
    StudentTFigure(probability: 0.975, freedom: 4.5, quantile: 2.658912347204403),
    StudentTFigure(probability: 0.9995, freedom: 4.5, quantile: 7.580740499372757),
    StudentTFigure(probability: 1e-06, freedom: 10, quantile: -9.75199549094058),
    StudentTFigure(probability: 0.025, freedom: 10, quantile: -2.228138851986275),
    StudentTFigure(probability: 0.4, freedom: 10, quantile: -0.26018482949208016),
    StudentTFigure(probability: 0.5001, freedom: 10, quantile: 0.00025699780660494995),
    StudentTFigure(probability: 0.9, freedom: 10, quantile: 1.3721836411103359),
    StudentTFigure(probability: 0.975, freedom: 10, quantile: 2.2281388519862744),
    StudentTFigure(probability: 0.9995, freedom: 10, quantile: 4.586893858702708),
    StudentTFigure(probability: 1e-06, freedom: 57, quantile: -5.292940049797255),
    StudentTFigure(probability: 0.025, freedom: 57, quantile: -2.0024654592910074),
    StudentTFigure(probability: 0.4, freedom: 57, quantile: -0.2545328330520736),
    StudentTFigure(probability: 0.5001, freedom: 57, quantile: 0.0002517645864017493),
    StudentTFigure(probability: 0.9, freedom: 57, quantile: 1.296581043799011),
    StudentTFigure(probability: 0.975, freedom: 57, quantile: 2.002465459291007),
    StudentTFigure(probability: 0.9995, freedom: 57, quantile: 3.469561927704819),
    StudentTFigure(probability: 1e-06, freedom: 998, quantile: -4.781665394325908),
    StudentTFigure(probability: 0.025, freedom: 998, quantile: -1.9623438462163345),
    StudentTFigure(probability: 0.4, freedom: 998, quantile: -0.25341465095650956),
    StudentTFigure(probability: 0.5001, freedom: 998, quantile: 0.00025072562923684507),
    StudentTFigure(probability: 0.9, freedom: 998, quantile: 1.2824004203155734),
    StudentTFigure(probability: 0.975, freedom: 998, quantile: 1.9623438462163343),
    StudentTFigure(probability: 0.9995, freedom: 998, quantile: 3.3003022520496357),
    StudentTFigure(probability: 1e-06, freedom: 1000000.0, quantile: -4.753452348279681),
    StudentTFigure(probability: 0.025, freedom: 1000000.0, quantile: -1.959966356814107),
    StudentTFigure(probability: 0.4, freedom: 1000000.0, quantile: -0.2533471705378416),
    StudentTFigure(probability: 0.5001, freedom: 1000000.0, quantile: 0.00025066289275372676),
    StudentTFigure(probability: 0.9, freedom: 1000000.0, quantile: 1.2815524121299386),
    StudentTFigure(probability: 0.975, freedom: 1000000.0, quantile: 1.9599663568141066),
    StudentTFigure(probability: 0.9995, freedom: 1000000.0, quantile: 3.2905364612487222),
  ]
}

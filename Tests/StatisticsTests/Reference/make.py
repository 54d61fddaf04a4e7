#!/usr/bin/env python3
"""Writes ../Figures/*.swift: what scipy, numpy, mpmath and brute force say about the tests' data.

Made with Python 3.11, numpy 2.4.6, scipy 1.17.1, mpmath 1.3.0. Run it, then `swift format -i` the files.
"""

import bisect
import itertools
import math
import pathlib

import mpmath
import numpy as np
import scipy.optimize
import scipy.special
import scipy.stats

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Figures"
random = np.random.default_rng(20240607)


def swift(value):
    if value is None:
        return "nil"
    if isinstance(value, (list, tuple, np.ndarray)):
        return "[" + ", ".join(swift(v) for v in value) + "]"
    if isinstance(value, (int, np.integer)):
        return str(value)
    return repr(float(value))


def write(name, struct, tables):
    """A file with one struct, and of it a static table for each (name, comment, rows)."""
    lines = ["// Made by Reference/make.py: change it there.", "", f"struct {name}Figure: Sendable {{"]
    lines += [f"  let {field}: {kind}" for field, kind in struct.items()] + ["}", "", f"enum {name}Figures {{"]
    for table, comment, rows in tables:
        lines += [f"  /// `{line}`" for line in comment.split("\n")]
        lines.append(f"  static let {table}: [{name}Figure] = [")
        for row in rows:
            lines.append(f"    {name}Figure(" + ", ".join(f"{k}: {swift(row[k])}" for k in struct) + "),")
        lines += ["  ]", ""]
    lines[-1] = "}"
    (FOLDER / f"{name}Figures.swift").write_text("\n".join(lines) + "\n")


def rounded(values, digits=6):
    return [float(v) for v in np.round(values, digits)]


# --- one sample -----------------------------------------------------------------------------------------------------

samples = [[3.25], [2.0, 7.5], [1.0, 1.0, 1.0, 1.0], [0.0, -1.5, 4.0, 4.0, 1e6], rounded(random.exponential(50, 11)),
           rounded(random.normal(1e6, 0.01, 12)), rounded(random.standard_t(3, 37))]
levels = [0, 0.01, 0.25, 0.5, 0.9, 0.99, 1]
write("Sample", {"values": "[Double]", "mean": "Double", "deviation": "Double?",
                 "median": "Double", "quantiles": "[Double]"},
      [("all", "numpy.mean(x), numpy.std(x, ddof=1)\n"
        "numpy.median(x), numpy.quantile(x, [0, 0.01, 0.25, 0.5, 0.9, 0.99, 1])",
        [dict(values=x, mean=np.mean(x), deviation=np.std(x, ddof=1) if len(x) > 1 else None,
              median=np.median(x), quantiles=np.quantile(x, levels)) for x in samples])])


# --- signed ranks ---------------------------------------------------------------------------------------------------

def brute_force_p(x):
    """Two-sided p from all 2ⁿ ways to put signs on the mid-ranks of what is not zero."""
    x = np.array([v for v in x if v != 0])
    if len(x) == 0:
        return 1.0
    ranks = scipy.stats.rankdata(np.abs(x))
    observed = ranks[x > 0].sum()
    sums = np.zeros(1)
    for rank in ranks:
        sums = np.concatenate([sums, sums + rank])  # every subset, one after another
    return min(1.0, 2 * min(np.mean(sums <= observed), np.mean(sums >= observed)))


untied = [[1.0], [-2.0, 1.0], [1.0, 2.0, 3.0, 4.0, 5.0], [5.0, 4.0, 3.0, 2.0, 1.0, -0.5]]
untied += [rounded(random.normal(shift, 1, n)) for n, shift in [(8, 1), (12, 0.1), (20, -0.5), (30, 0.3), (60, 0.3)]]
untied += [rounded(random.normal(2, 1, 60))]
assert all(len(set(np.abs(x))) == len(x) and 0 not in x for x in untied)
tied = [[0.0], [0.0, 0.0, 0.0], [1.0, 1.0], [1.0, 1.0, 1.0, 1.0, 1.0, 1.0], [1.0, -1.0, 1.0, -1.0],
        [0.0, 0.0, 1.0, 2.0, -3.0, 4.0, 5.0, 6.0]]
tied += [[float(v) for v in random.integers(-low, high, n)]
         for low, high, n in [(2, 5, 8), (3, 5, 12), (2, 4, 17), (9, 14, 20)]]
for x in tied:  # scipy permutes the same way if told to
    if 1 < np.count_nonzero(x) <= 14:
        method = scipy.stats.PermutationMethod(n_resamples=2**15)
        assert abs(scipy.stats.wilcoxon([v for v in x if v], method=method).pvalue - brute_force_p(x)) < 1e-12, x
write("SignedRank", {"values": "[Double]", "p": "Double"},
      [("untied", 'scipy.stats.wilcoxon(x, method="exact").pvalue',
        [dict(values=x, p=scipy.stats.wilcoxon(x, method="exact").pvalue) for x in untied]),
       ("tied", "brute_force_p(x)", [dict(values=x, p=brute_force_p(x)) for x in tied])])


# --- Hodges–Lehmann -------------------------------------------------------------------------------------------------

def walsh(x):
    return np.sort([(a + b) / 2 for a, b in itertools.combinations_with_replacement(x, 2)])


def inverted_interval(x, confidence):
    """From the first centre that scipy's exact test does not reject to the last one, tried in every gap."""
    averages = np.unique(walsh(x))
    gaps = (averages[1:] + averages[:-1]) / 2
    kept = [i for i, c in enumerate(gaps)
            if scipy.stats.wilcoxon(np.array(x) - c, method="exact").pvalue > 1 - confidence]
    outside = scipy.stats.wilcoxon(np.array(x) - averages[0] + 1, method="exact").pvalue
    if outside > 1 - confidence:
        return None, None  # not even the most extreme centre is rejected
    return averages[kept[0]], averages[kept[-1] + 1]


def location(x, confidence):
    lower, upper = inverted_interval(x, confidence)
    return dict(values=x, estimate=np.median(walsh(x)), confidence=confidence, lower=lower, upper=upper)


located = [(rounded(random.normal(0.1, 1, n)), confidence) for n, confidence in
           [(2, 0.95), (5, 0.95), (5, 0.9), (6, 0.95), (8, 0.95), (8, 0.99), (13, 0.95), (20, 0.99), (30, 0.95),
            (60, 0.95)]]
write("Location", {"values": "[Double]", "estimate": "Double", "confidence": "Double", "lower": "Double?",
                   "upper": "Double?"},
      [("all", "numpy.median(walsh(x)), inverted_interval(x, confidence)", [location(x, c) for x, c in located])])


# --- ratios ---------------------------------------------------------------------------------------------------------

def paired(a, b):
    d = np.log(a) - np.log(b)
    lower, upper = inverted_interval(d, 0.95)
    return dict(numerators=a, denominators=b, ratio=np.exp(np.median(walsh(d))),
                p=scipy.stats.wilcoxon(d, method="exact").pvalue, lower=None if lower is None else np.exp(lower),
                upper=None if upper is None else np.exp(upper), deviation=np.std(d, ddof=1))


pairs = []
for n, factor in [(3, 1.5), (12, 1.7), (25, 1.0)]:
    machine = random.lognormal(3, 0.5, n)
    numerators = rounded(machine * factor * random.lognormal(0, 0.1, n))
    pairs.append((numerators, rounded(machine * random.lognormal(0, 0.1, n))))
write("Ratio", {"numerators": "[Double]", "denominators": "[Double]", "ratio": "Double", "p": "Double",
                "lower": "Double?", "upper": "Double?", "deviation": "Double"},
      [("all", "d = numpy.log(a) - numpy.log(b)\n"
        "numpy.exp(numpy.median(walsh(d))); numpy.exp(inverted_interval(d, 0.95))\n"
        'scipy.stats.wilcoxon(d, method="exact").pvalue; numpy.std(d, ddof=1)', [paired(a, b) for a, b in pairs])])


# --- bootstrap ------------------------------------------------------------------------------------------------------

def split_mix(seed):
    """SplitMix64: Steele, Lea & Flood, OOPSLA 2014."""
    mask = 2**64 - 1
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & mask
        z = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        yield z ^ (z >> 31)


def bootstrap(x, seed, resamples=10_000):
    x, numbers = np.sort(x), split_mix(seed)
    draws = np.array([[(next(numbers) * len(x)) >> 64 for _ in x] for _ in range(resamples)])
    means = scipy.stats.trim_mean(x[draws], 0.2, axis=1)
    other = scipy.stats.bootstrap((x,), lambda s, axis: scipy.stats.trim_mean(s, 0.2, axis=axis), method="percentile",
                                  n_resamples=10_000, rng=1).confidence_interval
    lower, upper = np.quantile(means, [0.025, 0.975])
    # scipy's own bootstrap, with its own random numbers.
    assert abs(lower - other.low) + abs(upper - other.high) < 0.05 * np.std(x)
    return dict(values=list(x), seed=seed, lower=lower, upper=upper)


write("Bootstrap", {"values": "[Double]", "seed": "UInt64", "lower": "Double", "upper": "Double"},
      [("all", "bootstrap(x, seed)",
        [bootstrap(rounded(random.standard_t(3, n)), s) for n, s in [(20, 1), (33, 7), (60, 2024)]])])


# --- several tests --------------------------------------------------------------------------------------------------

def closed_testing(p):
    """Holm is the closed test with Bonferroni inside: the largest |S|·min(S) of all families S that a test is in."""
    families = [s for size in range(1, len(p) + 1) for s in itertools.combinations(range(len(p)), size)]
    return [max(min(1.0, len(s) * min(p[i] for i in s)) for s in families if index in s) for index in range(len(p))]


families = [[], [0.03], [0.01, 0.04, 0.03], [0.5, 0.5, 0.001, 0.04, 1.0, 0.0], [0.02, 0.02, 0.02],
            rounded(random.uniform(0, 0.2, 9))]
write("Holm", {"p": "[Double]", "adjusted": "[Double]"},
      [("all", "closed_testing(p)", [dict(p=p, adjusted=closed_testing(p)) for p in families])])


def detectable(deviation, blocks, contrasts):
    z = scipy.stats.norm.isf(0.025 / contrasts) + scipy.stats.norm.isf(0.2)
    effect = np.expm1(z * deviation / np.sqrt(blocks))
    return dict(deviation=deviation, blocks=blocks, contrasts=contrasts, effect=effect)


write("Detectable", {"deviation": "Double", "blocks": "Int", "contrasts": "Int", "effect": "Double"},
      [("all", "numpy.expm1((scipy.stats.norm.isf(0.025 / m) + scipy.stats.norm.isf(0.2)) * s / numpy.sqrt(n))",
        [detectable(*row) for row in [(0.05, 12, 1), (0.05, 12, 5), (0.1, 60, 3), (0.0, 3, 1), (1.5, 2, 20)]])])


# --- distributions --------------------------------------------------------------------------------------------------

probabilities = [1e-300, 1e-20, 1e-9, 1e-4, 0.025, 0.074, 0.076, 0.3, 0.5, 0.5000001,
                 0.6, 0.8, 0.92, 0.93, 0.975, 0.999, 1 - 1e-12]
write("Normal", {"probability": "Double", "quantile": "Double"},
      [("all", "scipy.special.ndtri(p)",
        [dict(probability=p, quantile=scipy.special.ndtri(p)) for p in probabilities])])


def student_t(p, freedom):
    with mpmath.workdps(40):
        tail = min(mpmath.mpf(p), 1 - mpmath.mpf(p)) * 2
        nu = mpmath.mpf(freedom)
        start = abs(scipy.stats.t.ppf(p, freedom))

        def excess(t):
            return mpmath.betainc(nu / 2, 0.5, 0, nu / (nu + t * t), regularized=True) / tail - 1

        t = mpmath.findroot(excess, start)
        assert p == 0.5 or abs(t - start) < 1e-8 * start, (p, freedom, t, start)
        return dict(probability=p, freedom=freedom, quantile=t if p > 0.5 else -t)


write("StudentT", {"probability": "Double", "freedom": "Double", "quantile": "Double"},
      [("all", "mpmath.findroot(mpmath.betainc(nu/2, 1/2, 0, nu/(nu + t*t), regularized=True) - 2*tail), 40 digits\n"
        "asserted to be scipy.stats.t.ppf(p, nu)",
        [student_t(p, nu) for nu in [1, 2, 3, 4.5, 10, 57, 998, 9e4, 1.1e5, 1e7]
         for p in [1e-6, 0.025, 0.4, 0.5001, 0.9, 0.975, 0.9995]])])


# --- fits -----------------------------------------------------------------------------------------------------------

def line(x, y):
    fit = scipy.stats.linregress(x, y)
    t = scipy.stats.t.ppf(0.975, len(x) - 2) if len(x) > 2 else None
    return dict(x=x, y=y, slope=fit.slope, slopeError=fit.stderr if t else None,
                slopeUpper=fit.slope + t * fit.stderr if t else None)


grid = [100.0, 300.0, 1000.0, 3000.0, 10000.0] * 2
lines = [([1.0, 2.0], [3.0, 1.0]), ([1.0, 2.0, 3.0], [2.0, 4.0, 6.5]),
         (grid, rounded(19e3 + 9.7 * np.array(grid) + random.normal(0, 50, 10))),
         ([1e6 + i for i in range(8)], rounded(random.normal(5, 1, 8)))]
write("Line", {"x": "[Double]", "y": "[Double]", "slope": "Double", "slopeError": "Double?",
               "slopeUpper": "Double?"},
      [("all", "scipy.stats.linregress(x, y)\nfit.slope + scipy.stats.t.ppf(0.975, n - 2) * fit.stderr",
        [line(x, y) for x, y in lines])])


def scalability(n, x, count):
    """Where the gradient of the sum of squares vanishes, to 40 digits; started at, and asserted to be, curve_fit's."""
    def curve(n, *p):
        return p[0] * n / (1 + p[1] * (n - 1) + (p[2] * n * (n - 1) if count == 3 else 0))

    found, covariance = scipy.optimize.curve_fit(curve, np.array(n), np.array(x), p0=[x[0], 0.05, 0.001][:count])
    with mpmath.workdps(40):
        def slopes(n, p):
            return [mpmath.diff(lambda v: curve(mpmath.mpf(n), *p[:i], v, *p[i + 1:]), p[i]) for i in range(count)]

        def gradient(*p):
            rows = [(mpmath.mpf(b) - curve(mpmath.mpf(a), *p), slopes(a, p)) for a, b in zip(n, x)]
            return [sum(r * s[i] for r, s in rows) for i in range(count)]

        best = list(mpmath.findroot(gradient, [mpmath.mpf(v) for v in found], tol=1e-40))
        jacobian = mpmath.matrix([slopes(a, best) for a in n])
        spare = len(n) - count
        squares = sum((mpmath.mpf(b) - curve(mpmath.mpf(a), *best)) ** 2 for a, b in zip(n, x))
        inverse = (jacobian.T * jacobian) ** -1
        errors = [mpmath.sqrt(squares / spare * inverse[i, i]) for i in range(count)] if spare else None
    assert np.allclose([float(b) for b in best], found, rtol=1e-4, atol=1e-7), (best, found)
    if spare:
        assert np.allclose([float(e) for e in errors], np.sqrt(np.diag(covariance)), rtol=1e-3), (errors, covariance)
    uppers = [best[i] + scipy.stats.t.ppf(0.975, spare) * errors[i] for i in range(count)] if spare else None
    return dict(workers=n, throughput=x, estimates=best, errors=errors, uppers=uppers)


def measured(n, single, sigma, kappa, noise):
    n = np.array(n)
    ideal = single * n / (1 + sigma * (n - 1) + kappa * n * (n - 1))
    return list(map(float, n)), rounded(ideal * random.normal(1, noise, len(n)))


few, many = [1, 2, 3, 4, 6, 8], [1, 2, 4, 8, 16, 32, 64, 128] * 3
write("Scalability", {"workers": "[Double]", "throughput": "[Double]", "estimates": "[Double]", "errors": "[Double]?",
                      "uppers": "[Double]?"},
      [("amdahl", "scalability(n, x, 2)", [scalability(*measured(*a), 2) for a in
        [(few, 1, 0.05, 0, 0.02), (many, 5e4, 0.02, 0, 0.05), (few, 3, -0.02, 0, 0.01),
         ([1, 4], 10, 0.1, 0, 0.01), (few, 7, 1, 0, 0.05)]]),
       ("universal", "scalability(n, x, 3)", [scalability(*measured(*a), 3) for a in
        [(few, 1, 0.05, 0.01, 0.02), (many, 5e4, 0.02, 3e-4, 0.05), (few, 900, 0.3, 0.05, 0.1),
         ([1, 2, 5], 10, 0.1, 0.02, 0.01)]])])


# --- two independent samples ----------------------------------------------------------------------------------------

def all_choices_p(x, y):
    """Two-sided p from every choice of len(x) of the mid-ranks: twice the smaller tail."""
    ranks = scipy.stats.rankdata(np.concatenate([x, y]))
    observed = ranks[: len(x)].sum()
    sums = np.array([sum(choice) for choice in itertools.combinations(ranks, len(x))])
    return min(1.0, 2 * min(np.mean(sums <= observed + 1e-9), np.mean(sums >= observed - 1e-9)))


def accepted_shifts(x, y, level):
    """The hull of the shifts that mannwhitneyu's exact test does not reject at 1 - level; None if it rejects none."""
    x, y = np.array(x), np.array(y)
    differences = np.unique(np.subtract.outer(x, y))
    middles = (differences[1:] + differences[:-1]) / 2
    probes = np.concatenate([[differences[0] - 1], middles, [differences[-1] + 1]])
    kept = [scipy.stats.mannwhitneyu(x - d, y, method="exact").pvalue > 1 - level for d in probes]
    if kept[0]:
        return None
    inside = [i for i, k in enumerate(kept) if k]
    # Between the probes i - 1 and i lies the i-th difference.
    return differences[inside[0] - 1], differences[inside[-1]]


pairs = [(rounded(random.lognormal(3, 0.3, m)), rounded(random.lognormal(2.8, 0.2, n)))
         for m, n in [(1, 1), (3, 3), (4, 4), (5, 8), (12, 12), (20, 13), (40, 60)]]
tied = [([1.0, 2.0, 2.0, 3.0], [2.0, 3.0, 3.0, 4.0, 5.0]), ([5.0] * 4, [5.0] * 6), ([1.0] * 3 + [2.0], [2.0] * 5)]
rows = []
for x, y in pairs:
    shifts = accepted_shifts(x, y, 0.95)
    rows.append(dict(first=x, second=y, p=scipy.stats.mannwhitneyu(x, y, method="exact").pvalue,
                     shift=np.median(np.subtract.outer(x, y)), lower=shifts and shifts[0], upper=shifts and shifts[1]))
ties = [dict(first=x, second=y, p=all_choices_p(x, y), shift=np.median(np.subtract.outer(x, y)), lower=None, upper=None)
        for x, y in tied]
write("RankSum", {"first": "[Double]", "second": "[Double]", "p": "Double", "shift": "Double", "lower": "Double?",
                  "upper": "Double?"},
      [("untied", 'scipy.stats.mannwhitneyu(x, y, method="exact").pvalue\n'
        "numpy.median(numpy.subtract.outer(x, y))\n"
        "the differences between which mannwhitneyu(x - d, y) is above 0.05", rows),
       ("tied", "p by enumerating every choice of the mid-ranks", ties)])


# --- samples too large for the exact distributions ------------------------------------------------------------------

def scattered(count, shift, step):
    """Whole numbers, so that both languages have the same; with step 1 all different."""
    i = np.arange(1, count + 1)
    return ((i * i * 7919 % 10007 + shift) // step * step).astype(float)


def accepted_hull(differences, median, is_accepted):
    """The first and last of the ascending numbers between which is_accepted, true at the median, is true."""
    middles = (differences[1:] + differences[:-1]) / 2
    center = int(np.searchsorted(middles, median))
    first = bisect.bisect_left(range(center), True, key=lambda i: bool(is_accepted(middles[i])))
    last = bisect.bisect_left(range(center, len(middles)), True, key=lambda i: not is_accepted(middles[i])) + center
    return differences[first], differences[last]


def large_rank_sum(m, n, step):
    x, y = scattered(m, 300, step), scattered(n, 0, step)

    def p(x, y, method="asymptotic"):
        return scipy.stats.mannwhitneyu(x, y, method=method).pvalue

    differences = np.subtract.outer(x, y)
    ends = (accepted_hull(np.unique(differences), np.median(differences), lambda d: p(x - d, y) > 0.05)
            if step == 1 else (None, None))
    return dict(first=m, second=n, step=step, p=p(x, y),
                exact=p(x, y, "exact") if m * n <= 62500 and step == 1 else None,
                center=np.median(differences), low=ends[0], high=ends[1])


def large_signed_rank(n, step):
    x = scattered(n, -4700, step)

    def p(x, **method):
        return scipy.stats.wilcoxon(x, **method).pvalue

    asymptotic = dict(method="asymptotic", correction=True)
    averages = np.add.outer(x, x)[np.triu_indices(n)] / 2
    ends = (accepted_hull(np.unique(averages), np.median(averages), lambda d: p(x - d, **asymptotic) > 0.05)
            if step == 1 else (None, None))
    return dict(first=n, second=0, step=step, p=p(x, **asymptotic),
                exact=p(x, method="exact") if n <= 1000 and step == 1 else None,
                center=np.median(averages), low=ends[0], high=ends[1])


write("Large", {"first": "Int", "second": "Int", "step": "Int", "p": "Double", "exact": "Double?",
                      "center": "Double", "low": "Double?", "high": "Double?"},
      [("rankSums", 'scipy.stats.mannwhitneyu(x, y, method="asymptotic").pvalue, the same with method="exact"\n'
        "numpy.median(numpy.subtract.outer(x, y))\n"
        "the differences between which mannwhitneyu(x - d, y) is above 0.05",
        [large_rank_sum(m, n, step) for m, n in [(61, 60), (20, 400), (250, 250), (1000, 1000), (2000, 3000)]
         for step in [1, 500]]),
       ("signedRanks", 'scipy.stats.wilcoxon(x, method="asymptotic", correction=True).pvalue, and method="exact"\n'
        "the median of the Walsh averages\n"
        "the averages between which wilcoxon(x - d) is above 0.05",
        [large_signed_rank(n, step) for n in [330, 1000, 3000] for step in [1, 500]])])

/** Lanczos' approximation (g = 7, n = 9) of the logarithm of the gamma function, for x > 0. */
const LANCZOS = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_13,
  -176.615_029_162_140_59, 12.507_343_278_686_905, -0.138_571_095_265_720_12,
  9.984_369_578_019_571_6e-6, 1.505_632_735_149_311_6e-7,
]

function logGamma(x: number): number {
  const base = x + 6.5
  const series = LANCZOS.slice(1).reduce((sum, c, i) => sum + c / (x + i), LANCZOS[0])
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(series)
}

const ACCURACY = 1e-15
/** Replaces a denominator of 0 in Lentz' method. */
const TINY = 1e-300

/**
 * Returns the continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz' method.
 */
function betaFraction(x: number, a: number, b: number): number {
  const nonzero = (value: number) => (Math.abs(value) < TINY ? TINY : value)
  let c = 1
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= 1000; m++) {
    const terms = [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]
    let change = 1
    for (const term of terms) {
      d = 1 / nonzero(1 + term * d)
      c = nonzero(1 + term / c)
      change = c * d
      fraction *= change
    }
    if (Math.abs(change - 1) < ACCURACY) break
  }
  return fraction
}

/** Returns the regularised incomplete beta function I_x(a, b), 0 to 1. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const logs = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)
  const front = Math.exp(logs)
  // The fraction converges fast only on this side of the mean.
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a
  return 1 - (front * betaFraction(1 - x, b, a)) / b
}

/** Returns the share of Student's t distribution below `t`. */
export function tShare(t: number, degrees: number): number {
  const tail = incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2
  return t > 0 ? 1 - tail : tail
}

/**
 * Returns the value below which `share` (above 0, below 1) of Student's t distribution lies, by
 * bisection of `tShare`.
 */
export function tQuantile(share: number, degrees: number): number {
  if (share < 0.5) return -tQuantile(1 - share, degrees)
  let low = 0
  let high = 1
  while (tShare(high, degrees) < share) high *= 2
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (tShare(middle, degrees) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}

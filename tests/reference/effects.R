# Pinned effect sizes for tests/test_synthesis_effects.py: metafor's escalc(). Run from this folder: Rscript effects.R
suppressMessages(library(metafor))
options(digits = 17)
f <- function(x) formatC(x, digits = 17, format = "g", width = 1)
lines <- "what\targuments\tyi\tvi"
add <- function(what, args, e) lines <<- c(lines, paste(what, paste(f(args), collapse = " "), f(as.numeric(e$yi)), f(as.numeric(e$vi)), sep = "\t"))
means <- list(c(103, 5.5, 50, 100, 4.5, 50), c(16.5, 20.4, 12, 10.1, 15.4, 12), c(0, 1, 2, 5, 3, 2), c(-3.2, 0.01, 400, -3.1, 0.02, 7))
for (m in means) {
  add("mean_difference", m, escalc("MD", m1i = m[1], sd1i = m[2], n1i = m[3], m2i = m[4], sd2i = m[5], n2i = m[6]))
  add("standardised_difference", m, escalc("SMD", m1i = m[1], sd1i = m[2], n1i = m[3], m2i = m[4], sd2i = m[5], n2i = m[6]))
}
changes <- list(c(75, 12, 85, 8, 10, 0.5), c(17, 7, 7, 7, 10, 0.3), c(33, 16, 21, 23, 10, 0.9), c(24, 6, 15, 9, 60, 0),
  # The five trained groups of the worked example of Morris (2008), Organ Res Methods 11:364.
  c(30.6, 15.0, 38.5, 11.6, 20, 0.47), c(23.5, 3.1, 26.8, 4.1, 50, 0.64), c(0.5, 0.1, 0.7, 0.1, 9, 0.77),
  c(53.4, 14.5, 75.9, 4.4, 10, 0.89), c(35.6, 4.7, 36.0, 4.6, 14, 0.44))
for (m in changes) {
  add("mean_change", m, escalc("MC", m1i = m[3], sd1i = m[4], m2i = m[1], sd2i = m[2], ni = m[5], ri = m[6]))
  add("standardised_change", m, escalc("SMCR", m1i = m[3], m2i = m[1], sd1i = m[2], ni = m[5], ri = m[6]))
}
tables <- list(c(5, 100, 10, 100), c(0, 20, 3, 22), c(7, 10, 7, 10), c(30, 30, 12, 30), c(1, 1000, 9, 1000))
for (t in tables) for (measure in c("OR", "RR", "RD"))
  add(measure, t, escalc(measure, ai = t[1], n1i = t[2], ci = t[3], n2i = t[4], add = 1/2, to = "only0"))
quartiles <- list(c(19, 14, 30.5, 12), c(0.87, 0.82, 0.92, 232), c(5, 2, 9, 40))
for (q in quartiles) {
  # metafor's conv.fivenum: Luo for the mean, so only Wan's standard deviation is pinned; the mean is the plain one.
  sd <- (q[3] - q[2]) / (2 * qnorm((0.75 * q[4] - 0.125) / (q[4] + 0.25)))
  lines <- c(lines, paste("group_from_median", paste(f(q), collapse = " "), f(mean(q[1:3])), f(sd), sep = "\t"))
}
for (m in c(1.5, 2, 5, 20, 98, 5000)) lines <- c(lines, paste("correct_small", f(m), f(exp(lgamma(m / 2) - log(sqrt(m / 2)) - lgamma((m - 1) / 2))), "0", sep = "\t"))
writeLines(lines, "conversions.tsv")

# Pinned numbers for tests/test_synthesis_pooling.py. Run from this folder: Rscript metafor.R
# Needs R with metafor and metadat (Debian: r-base-core r-cran-metafor). Writes effects.tsv, pooled.tsv and
# distributions.tsv; the diff is the answer to 'has anything changed?'.
suppressMessages({library(metafor); library(metadat)})
options(digits = 17)
f <- function(x) ifelse(is.na(x), "", formatC(x, digits = 17, format = "g", width = 1))

sets <- list()
put <- function(name, d) sets[[name]] <<- data.frame(yi = as.numeric(d$yi), vi = as.numeric(d$vi))
put("bcg-log-rr", escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg))
put("bcg-rd", escalc("RD", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg))
put("magnesium-log-or", escalc("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.egger2001))
put("stroke-stay-md", escalc("MD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.normand1999))
put("stroke-stay-smd", escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.normand1999))
put("passive-smoking", dat.hackshaw1998)
put("writing-to-learn", dat.bangertdrowns2004)
put("teacher-expectation", dat.raudenbush1985)
put("adherence-z", escalc("ZCOR", ri = ri, ni = ni, data = dat.molloy2014))
put("k1", data.frame(yi = 0.3, vi = 0.04))
put("k2", data.frame(yi = c(0.3, 0.9), vi = c(0.04, 0.05)))
put("k2-tau2-zero", data.frame(yi = c(0.3, 0.5), vi = c(0.04, 0.05)))
put("k2-equal", data.frame(yi = c(0.3, 0.3), vi = c(0.04, 0.05)))
put("k3-tau2-zero", data.frame(yi = c(0.1, 0.12, 0.11), vi = c(0.04, 0.05, 0.03)))
put("one-dominant", data.frame(yi = c(0.02, -0.9, -0.6, -1.1), vi = c(1e-6, 0.3, 0.2, 0.4)))
put("one-dominant-agrees", data.frame(yi = c(-0.5, -0.4, -0.7), vi = c(1e-8, 0.3, 0.2)))
put("tiny-scale", data.frame(yi = c(1, 3, -2, 5) * 1e-6, vi = c(1, 2, 1.5, 0.5) * 1e-12))
put("large-scale", data.frame(yi = c(1, 3, -2, 5) * 1e5, vi = c(1, 2, 1.5, 0.5) * 1e10))
put("opposite-and-precise", data.frame(yi = c(-2, -2.1, 2, 2.2), vi = c(0.01, 0.02, 0.01, 0.02)))
put("equal-variances", data.frame(yi = c(0.1, 0.5, 0.9, 1.4, -0.3), vi = rep(0.04, 5)))
put("k3-near-equal", data.frame(yi = c(0.30, 0.31, 0.32), vi = rep(0.2, 3)))
put("k3-equal", data.frame(yi = rep(0.3, 3), vi = rep(0.2, 3)))
put("k5-equal-at-zero", data.frame(yi = rep(0, 5), vi = c(0.1, 0.2, 0.3, 0.1, 0.2)))
put("k10-equal", data.frame(yi = rep(-1.25, 10), vi = seq(0.05, 0.5, 0.05)))
put("k2-far-apart", data.frame(yi = c(-1, 3), vi = c(0.01, 0.02)))
put("k2-one-dominant", data.frame(yi = c(0.4, 1.9), vi = c(1e-4, 2)))
put("k2-one-dominant-agrees", data.frame(yi = c(0.4, 0.41), vi = c(1e-4, 2)))
put("k3-mixed", data.frame(yi = c(-0.8, 0.1, 0.6), vi = c(0.1, 0.02, 0.3)))
put("k3-one-outlier", data.frame(yi = c(0.1, 0.2, 4), vi = c(0.02, 0.03, 0.05)))
put("k3-one-dominant", data.frame(yi = c(0.25, -0.1, 0.9), vi = c(1e-5, 0.4, 0.6)))
put("k5-tau2-zero", data.frame(yi = c(0.21, 0.35, 0.28, 0.4, 0.15), vi = c(0.05, 0.08, 0.06, 0.1, 0.04)))
put("k10-tau2-zero", data.frame(yi = c(-0.1, 0.02, 0.05, -0.04, 0.11, 0.0, 0.07, -0.02, 0.03, 0.06), vi = seq(0.03, 0.12, 0.01)))
put("k20-tau2-zero", data.frame(yi = 0.4 + 0.05 * sin(1:20), vi = 0.1 + 0.04 * cos(1:20)))
put("factor-just-above-one", data.frame(yi = c(0, 0.45, 0.9, 0.2), vi = c(0.12, 0.13, 0.11, 0.14)))
put("irls-points", data.frame(yi = c(-4.2, -7.5, -1.1, -3.3), vi = c(2.2, 5.9, 1.4, 9.6)))

lines <- "data\tyi\tvi"
for (n in names(sets)) lines <- c(lines, paste(n, f(sets[[n]]$yi), f(sets[[n]]$vi), sep = "\t"))
writeLines(lines, "effects.tsv")

# metafor stops its iterations early by default (1e-5 for REML, 1.2e-4 for the root of PM): tightened to serve as truth.
# Where rounding keeps the last digits moving, the threshold is loosened step by step until it converges.
fit <- function(d, method, test) {
  scale <- median(d$vi)
  for (threshold in scale * 10^(-15:-8)) {
    control <- switch(method, PM = list(tol = threshold, threshold = threshold, maxiter = 10000, tau2.max = 1e4 * scale),
      REML = list(threshold = threshold, maxiter = 20000), list())
    r <- try(suppressWarnings(rma(yi, vi, data = d, method = method, test = test, control = control)), silent = TRUE)
    if (!inherits(r, "try-error")) return(r)
  }
  stop("no fit")
}
lines <- paste("data", "method", "ci", "k", "estimate", "se", "ci_low", "ci_high", "p", "tau2", "i2", "q", "q_p", "pi_low", "pi_high", "pi_df", "leave_one_out", sep = "\t")
for (n in names(sets)) for (method in c("FE", "DL", "PM", "REML")) for (test in c("z", "knha", "adhoc")) {
  d <- sets[[n]]
  r <- fit(d, method, test)
  p <- predict(r)
  loo <- if (nrow(d) > 1) sapply(seq_len(nrow(d)), function(i)
    as.numeric(fit(d[-i, ], method, test)$beta)) else numeric(0)
  # predict() gives no prediction interval for a common effect.
  pi <- if (method == "FE") c(NA, NA) else c(p$pi.lb, p$pi.ub)
  lines <- c(lines, paste(n, method, c(z = "z", knha = "hksj", adhoc = "hksj-floor")[[test]], r$k, f(as.numeric(r$beta)), f(r$se), f(r$ci.lb), f(r$ci.ub), f(r$pval),
    f(r$tau2), f(r$I2), f(r$QE), f(r$QEp), f(pi[1]), f(pi[2]), if (is.null(p$pi.ddf) || method == "FE") "" else p$pi.ddf, paste(f(loo), collapse = " "), sep = "\t"))
}
writeLines(lines, "pooled.tsv")

lines <- "what\tx\tdf\tvalue"
for (df in c(1, 2, 3, 5, 9, 12, 30, 100, 1000)) {
  for (t in c(0.01, 0.5, 1, 1.96, 2.5, 5, 12, 40)) lines <- c(lines, paste("t_p", f(t), df, f(2 * pt(t, df, lower.tail = FALSE)), sep = "\t"))
  for (x in c(0.1, 0.5, 1, 3.84, 10, 40, 150)) lines <- c(lines, paste("chi_squared_p", f(x), df, f(pchisq(x, df, lower.tail = FALSE)), sep = "\t"))
  for (l in c(80, 90, 95, 99)) lines <- c(lines, paste("t_critical", l, df, f(qt(0.5 + l / 200, df)), sep = "\t"))
}
for (z in c(0, 0.3, 1.96, 4, 10.6, 30)) lines <- c(lines, paste("normal_p", f(z), "", f(2 * pnorm(z, lower.tail = FALSE)), sep = "\t"))
for (p in c(0.005, 0.025, 0.2, 0.5, 0.8, 0.9, 0.975, 0.995)) lines <- c(lines, paste("normal_quantile", f(p), "", f(qnorm(p)), sep = "\t"))
writeLines(lines, "distributions.tsv")

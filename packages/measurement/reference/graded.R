# Simulates 1,000 persons on five items of four scores, and fits the graded response model, the generalized partial
# credit model and the partial credit model by the marginal likelihood written out: 61 nodes on -6..6, no EM. R 4.5.0,
# base packages only:
#   Rscript packages/measurement/reference/graded.R packages/measurement/reference
folder <- commandArgs(trailingOnly = TRUE)[1]
set.seed(20261129)
persons <- 1000
slope <- c(0.8, 1.1, 1.5, 0.9, 2.0)
intercepts <- rbind(c(2.6, 0.6, -1.4), c(1.8, 0.2, -1.1), c(3.0, 1.2, -0.9), c(1.2, -0.3, -2.2), c(2.4, 0.4, -2.0))
theta <- rnorm(persons)
data <- sapply(1:5, function(j) {
  atLeast <- sapply(1:3, function(c) plogis(slope[j] * theta + intercepts[j, c]))
  rowSums(runif(persons) < atLeast)
})
write.table(data, file.path(folder, "h_graded_1000x5.csv"), sep = ",", row.names = FALSE, col.names = FALSE, eol = "\n")

nodes <- seq(-6, 6, length.out = 61)
weight <- dnorm(nodes) / sum(dnorm(nodes))
graded <- function(a, d) {
  up <- cbind(1, sapply(d, function(x) plogis(a * nodes + x)), 0)
  up[, 1:4] - up[, 2:5]
}
credit <- function(a, d) {
  z <- exp(outer(a * nodes, 0:3) + rep(c(0, d), each = length(nodes)))
  z / rowSums(z)
}
logLik <- function(par, curve, free, sd) {
  w <- if (is.null(sd)) weight else { x <- dnorm(nodes, sd = sd); x / sum(x) }
  p <- matrix(w, persons, 61, byrow = TRUE)
  for (j in 1:5) {
    own <- par[(j - 1) * 4 + 1:4]
    p <- p * t(curve(if (free) own[1] else 1, own[2:4]))[data[, j] + 1, ]
  }
  sum(log(rowSums(p)))
}
fit <- function(curve, free, start) {
  rows <- if (free) start else start[-c(1, 5, 9, 13, 17)]
  spread <- function(x) if (free) x else {
    full <- start
    full[-c(1, 5, 9, 13, 17)] <- x[1:15]
    full
  }
  value <- function(x) -logLik(spread(x), curve, free, if (free) NULL else exp(x[16]))
  x <- if (free) rows else c(rows, 0)
  for (round in 1:6) {
    x <- optim(x, value, method = "BFGS", control = list(reltol = 1e-15, maxit = 500, ndeps = rep(1e-4, length(x))))$par
    x <- nlm(value, x, gradtol = 1e-9, steptol = 1e-11, iterlim = 300)$estimate
  }
  information <- solve(optimHess(x, value, control = list(ndeps = rep(1e-4, length(x)))))
  par <- matrix(spread(x), 5, 4, byrow = TRUE)
  list(logLik = -value(x), slope = if (free) par[, 1] else rep(1, 5), d = par[, 2:4],
       variance = if (free) 1 else exp(2 * x[16]), standardErrors = sqrt(diag(information)))
}
start <- as.vector(t(cbind(1, intercepts)))
sums <- as.vector(t(cbind(1, t(apply(intercepts, 1, cumsum)))))
found <- list(grm = fit(graded, TRUE, start), gpcm = fit(credit, TRUE, sums), pcm = fit(credit, FALSE, sums))

number <- function(x) format(x, digits = 12, scientific = FALSE, trim = TRUE)
list_ <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
json <- sapply(names(found), function(name) {
  f <- found[[name]]
  sprintf('"%s":{"logLik":%s,"slope":%s,"d":[%s],"variance":%s,"standardErrors":%s}', name, number(f$logLik), list_(f$slope),
          paste(apply(f$d, 1, list_), collapse = ","), number(f$variance), list_(f$standardErrors))
})
cat(sprintf('{"tool":"base R 4.5.0, marginal likelihood written out","seed":20261129,%s}\n', paste(json, collapse = ",")),
    file = file.path(folder, "h_graded_base_r.json"))

# Simulates 1,200 pupils of 40 schools on eight items, their ability depending on an age and on a sector of three values, and
# fits latent regressions by the marginal likelihood written out: 101 nodes on -8..8, no EM; BFGS and Newton's steps with
# derivatives by differences. Rasch and 2PL with errors of the curvature; the 2PL with weights and errors by school; items
# held at their true values, as a campaign's analysis holds them, with errors by school and Wald's test of the sector.
# R 4.5.0, base packages only:
#   Rscript packages/measurement/reference/background.R packages/measurement/reference
folder <- commandArgs(trailingOnly = TRUE)[1]
set.seed(20261201)
schools <- 40
persons <- 1200
items <- 8
school <- rep(1:schools, each = 30)
sector <- c(rep(0, 20), rep(1, 12), rep(2, 8))[school]
age <- round(rnorm(persons), 2)
weight <- c(1.2, 0.7, 1)[sector + 1]
trueSlope <- c(0.8, 1.2, 1.5, 0.9, 1.1, 1.7, 1, 1.3)
trueIntercept <- c(1.2, 0.8, 0.2, 0, -0.3, -0.6, -0.9, 1.5)
theta <- rnorm(persons, 0.3 * age + c(0, 0.5, -0.4)[sector + 1] + rnorm(schools, sd = 0.3)[school], 0.9)
data <- sapply(1:items, function(j) as.integer(runif(persons) < plogis(trueSlope[j] * theta + trueIntercept[j])))
write.table(cbind(school, sector, age, weight, data), file.path(folder, "j_background_1200x8.csv"),
            sep = ",", row.names = FALSE, col.names = FALSE, eol = "\n")

nodes <- seq(-8, 8, length.out = 101)
step <- nodes[2] - nodes[1]
# Log-likelihood of each person; `coefficients` of centred age and of the sectors 1 and 2.
persons_ <- function(a, d, mean, sd, coefficients, x) {
  eta <- outer(nodes, a) + rep(d, each = length(nodes))
  own <- data %*% t(plogis(eta, log.p = TRUE)) + (1 - data) %*% t(plogis(-eta, log.p = TRUE))
  center <- mean + as.vector(x %*% coefficients)
  log(rowSums(exp(own) * dnorm(outer(-center, nodes, "+"), sd = sd)) * step)
}
design <- function(w) {
  x <- cbind(age, sector == 1, sector == 2)
  sweep(x, 2, colSums(x * w) / sum(w))
}
fit <- function(unpack, start, w, clusters) {
  w <- w * persons / sum(w)
  x <- design(w)
  each <- function(par) { p <- unpack(par); persons_(p$a, p$d, p$mean, p$sd, p$coefficients, x) }
  value <- function(par) -sum(w * each(par))
  slope <- function(par) sapply(seq_along(par), function(k) {
    up <- par; up[k] <- up[k] + 1e-4
    down <- par; down[k] <- down[k] - 1e-4
    (value(up) - value(down)) / 2e-4
  })
  par <- optim(start, value, method = "BFGS", control = list(reltol = 1e-13, maxit = 500, ndeps = rep(1e-4, length(start))))$par
  for (round in 1:4)
    par <- par - solve(optimHess(par, value, control = list(ndeps = rep(1e-4, length(par)))), slope(par))
  covariance <- solve(optimHess(par, value, control = list(ndeps = rep(1e-4, length(par)))))
  if (clusters) {
    h <- 1e-4
    scores <- sapply(seq_along(par), function(k) {
      up <- par; up[k] <- up[k] + h
      down <- par; down[k] <- down[k] - h
      w * (each(up) - each(down)) / (2 * h)
    })
    sums <- rowsum(scores, school)
    covariance <- covariance %*% crossprod(sums) %*% covariance * schools / (schools - 1)
  }
  list(par = par, logLik = -value(par), covariance = covariance, found = unpack(par))
}
rasch <- function(par) list(a = rep(1, items), d = par[1:8], mean = 0, sd = exp(par[9]), coefficients = par[10:12])
twoPl <- function(par) list(a = par[1:8], d = par[9:16], mean = 0, sd = 1, coefficients = par[17:19])
held <- function(par) list(a = trueSlope, d = trueIntercept, mean = par[1], sd = exp(par[2]), coefficients = par[3:5])
ones <- rep(1, persons)
fits <- list(rasch = fit(rasch, c(trueIntercept, 0, 0, 0, 0), ones, FALSE),
             twoPl = fit(twoPl, c(trueSlope, trueIntercept, 0, 0, 0), ones, FALSE),
             weighted = fit(twoPl, c(trueSlope, trueIntercept, 0, 0, 0), weight, TRUE),
             held = fit(held, c(0, 0, 0, 0, 0), ones, TRUE))
at <- list(rasch = 10:12, twoPl = 17:19, weighted = 17:19, held = 3:5)

number <- function(x) format(x, digits = 10, scientific = FALSE, trim = TRUE)
list_ <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
# b = -d/a, by the delta method.
difficulties <- function(name) {
  f <- fits[[name]]
  a <- f$found$a
  d <- f$found$d
  errors <- sapply(1:items, function(j) {
    if (name == "rasch") return(sqrt(f$covariance[j, j]))
    gradient <- c(d[j] / a[j]^2, -1 / a[j])
    sqrt(gradient %*% f$covariance[c(j, items + j), c(j, items + j)] %*% gradient)
  })
  sprintf('"difficulties":%s,"difficultyErrors":%s,', list_(-d / a), list_(errors))
}
json <- sapply(names(fits), function(name) {
  f <- fits[[name]]
  k <- at[[name]]
  factor <- k[2:3]
  wald <- f$par[factor] %*% solve(f$covariance[factor, factor]) %*% f$par[factor]
  sprintf('"%s":{"logLik":%s,%s"mean":%s,"sd":%s,"coefficients":%s,"errors":%s,"wald":%s,"p":%s}', name, number(f$logLik),
          if (name == "held") "" else difficulties(name), number(f$found$mean), number(f$found$sd), list_(f$par[k]),
          list_(sqrt(diag(f$covariance)[k])), number(wald), format(pchisq(wald, 2, lower.tail = FALSE), digits = 8))
})
cat(sprintf('{"tool":"base R 4.5.0, marginal likelihood written out","seed":20261201,"trueSlope":%s,"trueIntercept":%s,%s}\n',
            list_(trueSlope), list_(trueIntercept), paste(json, collapse = ",")), file = file.path(folder, "j_background_base_r.json"))

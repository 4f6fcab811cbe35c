# Simulates 1,200 persons on eight items of each of two dimensions (standard deviation of the second: 1.7; correlation 0.7),
# each third of the persons leaving out two items of each by design. Fits the multidimensional Rasch model and the 2PL by the
# marginal likelihood written out, on 61 x 61 nodes of Gauss and Hermite that move with the population (Golub & Welsch 1969),
# by optim and then Newton's steps, without EM; and the Rasch model by glmer of lme4 (Laplace's approximation) as well.
# R 4.5.0, lme4 1.1-37, a few minutes:
#   Rscript packages/measurement/reference/correlated.R packages/measurement/reference
library(lme4)
folder <- commandArgs(trailingOnly = TRUE)[1]
set.seed(20261204)
persons <- 1200
items <- 16
dimension <- rep(1:2, each = 8)
slope <- c(0.7, 1.1, 1.5, 0.9, 1.3, 1, 1.2, 0.8, 1.6, 2.1, 1.3, 1.8, 1.5, 2.3, 1.7, 1.4)
difficulty <- c(seq(-1.6, 1.4, length.out = 8), seq(-1.3, 1.7, length.out = 8))
first <- rnorm(persons)
theta <- cbind(first, 0.7 * first + sqrt(1 - 0.49) * rnorm(persons))
data <- sapply(1:items, function(j)
  as.integer(runif(persons) < plogis(slope[j] * (theta[, dimension[j]] - difficulty[j]))))
third <- (seq_len(persons) - 1) %% 3
for (k in 0:2) data[third == k, c(2 * k + 1:2, 8 + 2 * k + 1:2)] <- NA
write.table(data, file.path(folder, "m_correlated_1200x16.csv"), sep = ",", row.names = FALSE, col.names = FALSE,
            na = "", eol = "\n")

# Gauss and Hermite for a standard normal: eigenvalues of the Jacobi matrix, squared first components of its vectors.
rule <- function(n) {
  jacobi <- matrix(0, n, n)
  jacobi[cbind(1:(n - 1), 2:n)] <- jacobi[cbind(2:n, 1:(n - 1))] <- sqrt(1:(n - 1))
  e <- eigen(jacobi, symmetric = TRUE)
  list(z = e$values, w = e$vectors[1, ]^2)
}
one <- rule(61)
z <- as.matrix(expand.grid(one$z, one$z))
w <- as.vector(outer(one$w, one$w))
kept <- w > 1e-16
z <- z[kept, ]
w <- w[kept]

met <- !is.na(data)
right <- ifelse(met, data, 0)
wrong <- met - right
# The vector: intercepts, log standard deviations and Fisher's z of the Rasch model; intercepts, slopes, Fisher's z of the 2PL.
model <- function(x, free) {
  a <- if (free) x[items + 1:items] else rep(1, items)
  s <- if (free) c(1, 1) else exp(x[items + 1:2])
  rho <- tanh(x[length(x)])
  theta <- cbind(s[1] * z[, 1], s[2] * (rho * z[, 1] + sqrt(1 - rho^2) * z[, 2]))
  list(a = a, d = x[1:items], s = s, rho = rho, theta = theta,
       eta = theta[, dimension] * rep(a, each = nrow(z)) + rep(x[1:items], each = nrow(z)))
}
both <- function(x, free) {
  m <- model(x, free)
  logs <- right %*% t(plogis(m$eta, log.p = TRUE)) + wrong %*% t(plogis(-m$eta, log.p = TRUE))
  joint <- exp(logs) * rep(w, each = persons)
  marginal <- rowSums(joint)
  posterior <- joint / marginal
  residual <- t(posterior) %*% right - (t(posterior) %*% met) * plogis(m$eta)
  slopes <- colSums(residual * m$theta[, dimension])
  by <- sapply(1:2, function(k) residual[, dimension == k] %*% m$a[dimension == k])
  turn <- m$s[2] * (z[, 1] - m$rho / sqrt(1 - m$rho^2) * z[, 2]) * (1 - m$rho^2)
  list(value = -sum(log(marginal)),
       gradient = -c(colSums(residual), if (free) slopes else colSums(by * m$theta), sum(by[, 2] * turn)),
       reliability = sapply(1:2, function(k) {
         mean_ <- as.vector(posterior %*% m$theta[, k])
         left <- as.vector(posterior %*% m$theta[, k]^2) - mean_^2
         var(mean_) / (var(mean_) + mean(left))
       }))
}
fit <- function(x, free) {
  x <- optim(x, function(x) both(x, free)$value, function(x) both(x, free)$gradient, method = "BFGS",
             control = list(reltol = 1e-12, maxit = 300))$par
  for (round in 1:3) {
    h <- 1e-4
    hessian <- sapply(seq_along(x), function(k) {
      e <- replace(numeric(length(x)), k, h)
      (both(x + e, free)$gradient - both(x - e, free)$gradient) / (2 * h)
    })
    hessian <- (hessian + t(hessian)) / 2
    x <- x - solve(hessian, both(x, free)$gradient)
  }
  found <- both(x, free)
  stopifnot(max(abs(found$gradient)) < 1e-6)
  m <- model(x, free)
  covariance <- solve(hessian)
  error <- sqrt(diag(covariance))
  last <- length(x)
  difficultyErrors <- sapply(1:items, function(j) {
    if (!free) return(error[j])
    g <- c(-1 / m$a[j], m$d[j] / m$a[j]^2)
    at <- c(j, items + j)
    sqrt(g %*% covariance[at, at] %*% g)
  })
  list(logLik = -found$value, slopes = m$a, slopeErrors = if (free) error[items + 1:items] else NULL,
       difficulties = -m$d / m$a, difficultyErrors = difficultyErrors, sd = m$s,
       sdErrors = if (free) NULL else m$s * error[items + 1:2], correlation = m$rho,
       correlationError = error[last] * (1 - m$rho^2), reliability = found$reliability)
}
start <- -slope * difficulty
rasch <- fit(c(start, log(c(1, 1.7)), atanh(0.7)), FALSE)
twoPl <- fit(c(start, slope, atanh(0.7)), TRUE)

long <- data.frame(person = factor(rep(seq_len(persons), items)), item = factor(rep(1:items, each = persons)),
                   first = as.integer(rep(dimension == 1, each = persons)),
                   second = as.integer(rep(dimension == 2, each = persons)), score = as.vector(data))
long <- long[!is.na(long$score), ]
laplace <- glmer(score ~ 0 + item + (0 + first + second | person), long, binomial,
                 control = glmerControl("bobyqa", optCtrl = list(maxfun = 1e5, rhobeg = 2e-3, rhoend = 1e-8)))
effects <- attr(VarCorr(laplace)$person, "stddev")

number <- function(x) paste0("[", paste(format(unname(x), digits = 10, scientific = FALSE, trim = TRUE), collapse = ","), "]")
scalar <- function(x) format(unname(x), digits = 12, scientific = FALSE)
fields <- function(f) {
  f <- f[!sapply(f, is.null)]
  paste0("{", paste0('"', names(f), '":', sapply(f, function(x) if (length(x) == 1) scalar(x) else number(x)), collapse = ","), "}")
}
cat(sprintf('{"tool":"base R 4.5.0, marginal likelihood written out on 61 x 61 nodes; lme4 %s","seed":20261204,"rasch":%s,"twoPl":%s,"laplace":%s}\n',
            packageVersion("lme4"), fields(rasch), fields(twoPl),
            fields(list(logLik = as.numeric(logLik(laplace)), difficulties = -fixef(laplace),
                        difficultyErrors = sqrt(diag(as.matrix(vcov(laplace)))), sd = effects,
                        correlation = attr(VarCorr(laplace)$person, "correlation")[1, 2]))),
    file = file.path(folder, "m_correlated_base_r.json"))

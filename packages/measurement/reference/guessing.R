# Simulates 3,000 persons on ten items of four options, and fits the three-parameter model by the marginal likelihood written
# out with the priors of guessing (BILOG-MG's, as README.md of the package says): 61 nodes on -6..6, no EM. Errors of the
# difficulty b = -d/a and of guessing by the delta method. R 4.5.0, base packages only:
#   Rscript packages/measurement/reference/guessing.R packages/measurement/reference
folder <- commandArgs(trailingOnly = TRUE)[1]
set.seed(20261202)
persons <- 3000
items <- 10
slope <- c(1.2, 0.9, 1.6, 1.1, 1.4, 1, 1.8, 1.3, 1.5, 1.1)
difficulty <- seq(-1.8, 1.8, length.out = items)
guessing <- c(0.2, 0.25, 0.15, 0.3, 0.2, 0.22, 0.18, 0.25, 0.2, 0.28)
theta <- rnorm(persons)
data <- sapply(1:items, function(j)
  as.integer(runif(persons) < guessing[j] + (1 - guessing[j]) * plogis(slope[j] * (theta - difficulty[j]))))
write.table(data, file.path(folder, "k_guessing_3000x10.csv"), sep = ",", row.names = FALSE, col.names = FALSE, eol = "\n")

nodes <- seq(-6, 6, length.out = 61)
prior <- dnorm(nodes) / sum(dnorm(nodes))
alpha <- 20 / 4 + 1
beta <- 20 * (1 - 1 / 4) + 1
logLik <- function(par) {
  a <- par[1:10]
  d <- par[11:20]
  g <- plogis(par[21:30])
  p <- rep(g, each = 61) + rep(1 - g, each = 61) * plogis(outer(nodes, a) + rep(d, each = 61))
  own <- data %*% t(log(p)) + (1 - data) %*% t(log(1 - p))
  sum(log(exp(own) %*% prior))
}
value <- function(par) {
  g <- plogis(par[21:30])
  -logLik(par) - sum((alpha - 1) * log(g) + (beta - 1) * log(1 - g))
}
par <- c(slope, -slope * difficulty, qlogis(guessing))
for (round in 1:5) {
  par <- optim(par, value, method = "BFGS", control = list(reltol = 1e-15, maxit = 500, ndeps = rep(1e-4, 30)))$par
  par <- nlm(value, par, gradtol = 1e-9, steptol = 1e-11, iterlim = 300)$estimate
}
covariance <- solve(optimHess(par, value, control = list(ndeps = rep(1e-4, 30))))
a <- par[1:10]
d <- par[11:20]
g <- plogis(par[21:30])
difficultyErrors <- sapply(1:items, function(j) {
  gradient <- c(d[j] / a[j]^2, -1 / a[j])
  sqrt(gradient %*% covariance[c(j, 10 + j), c(j, 10 + j)] %*% gradient)
})
number <- function(x) format(x, digits = 10, scientific = FALSE, trim = TRUE)
list_ <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
cat(sprintf('{"tool":"base R 4.5.0, marginal likelihood and priors written out","seed":20261202,"logLik":%s,"slope":%s,"slopeErrors":%s,"difficulties":%s,"difficultyErrors":%s,"guessing":%s,"guessingErrors":%s}\n',
            number(logLik(par)), list_(a), list_(sqrt(diag(covariance)[1:10])), list_(-d / a), list_(difficultyErrors), list_(g),
            list_(g * (1 - g) * sqrt(diag(covariance)[21:30]))), file = file.path(folder, "k_guessing_base_r.json"))

# Simulates 600 persons on four items of each of two dimensions that correlate at 0.6, and fits the 2PL of both by the
# marginal likelihood written out: a grid of 25 x 25 nodes on -5..5, no EM. R 4.5.0, base packages only:
#   Rscript packages/measurement/reference/dimensions.R packages/measurement/reference
folder <- commandArgs(trailingOnly = TRUE)[1]
set.seed(20261130)
persons <- 600
slope <- c(1.1, 0.9, 1.6, 1.3, 1.2, 1.5, 0.8, 1.4)
intercept <- c(0.5, -0.4, 0.2, 1.0, -0.8, 0.1, 0.6, -0.2)
dimension <- rep(1:2, each = 4)
first <- rnorm(persons)
theta <- cbind(first, 0.6 * first + sqrt(1 - 0.36) * rnorm(persons))
data <- sapply(1:8, function(j) as.integer(runif(persons) < plogis(slope[j] * theta[, dimension[j]] + intercept[j])))
write.table(data, file.path(folder, "i_two_dimensions_600x8.csv"), sep = ",", row.names = FALSE, col.names = FALSE, eol = "\n")

nodes <- seq(-5, 5, length.out = 25)
grid <- as.matrix(expand.grid(nodes, nodes))
pattern <- apply(data, 1, paste, collapse = "")
unique_ <- !duplicated(pattern)
times <- as.vector(table(pattern)[pattern[unique_]])
rows <- data[unique_, ]
value <- function(x) {
  rho <- tanh(x[17])
  prior <- exp(-(grid[, 1]^2 - 2 * rho * grid[, 1] * grid[, 2] + grid[, 2]^2) / (2 * (1 - rho^2)))
  prior <- prior / sum(prior)
  logs <- matrix(0, nrow(rows), nrow(grid))
  for (j in 1:8) {
    z <- x[2 * j - 1] * grid[, dimension[j]] + x[2 * j]
    logs <- logs + outer(rows[, j], plogis(z, log.p = TRUE)) + outer(1 - rows[, j], plogis(-z, log.p = TRUE))
  }
  -sum(times * log(exp(logs) %*% prior))
}
x <- c(rbind(slope, intercept), atanh(0.6))
for (round in 1:3) {
  x <- optim(x, value, method = "BFGS", control = list(reltol = 1e-15, maxit = 300, ndeps = rep(1e-4, 17)))$par
  x <- nlm(value, x, gradtol = 1e-9, steptol = 1e-11, iterlim = 200)$estimate
}
errors <- sqrt(diag(solve(optimHess(x, value, control = list(ndeps = rep(1e-4, 17))))))
list_ <- function(x) paste0("[", paste(format(x, digits = 12, scientific = FALSE, trim = TRUE), collapse = ","), "]")
cat(sprintf('{"tool":"base R 4.5.0, marginal likelihood written out","seed":20261130,"logLik":%s,"slope":%s,"intercept":%s,"correlation":%s,"standardErrors":%s}\n',
            format(-value(x), digits = 14), list_(x[seq(1, 16, 2)]), list_(x[seq(2, 16, 2)]), format(tanh(x[17]), digits = 12), list_(errors)),
    file = file.path(folder, "i_two_dimensions_base_r.json"))

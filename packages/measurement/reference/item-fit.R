# Simulates two groups on eight items, two of which have three scores; the last 400 persons of the second group met the
# first six items only. Fits slopes, intercepts and the second group's population by the marginal likelihood written out
# (61 nodes on -6..6, no EM), and computes S-X2 from the published formula: sum scores by Lord and Wingersky's recursion
# (1984), observed against expected answers at each (Orlando & Thissen 2000, eq. 8; Kang & Chen 2008 for more scores), within
# each group and booklet, parts added. Neighbouring sum scores are merged from below until each expected count is 1 or more.
# R 4.5.0, base packages only:
#   Rscript packages/measurement/reference/item-fit.R packages/measurement/reference
folder <- commandArgs(trailingOnly = TRUE)[1]
set.seed(20261203)
group <- rep(1:2, each = 1000)
part <- c(rep(1, 1000), rep(2, 600), rep(3, 400))
slope <- c(0.8, 1.2, 1.6, 1.0, 1.4, 0.9, 1.1, 0.7)
tops <- c(1, 1, 1, 1, 1, 2, 1, 2)
first <- c(1.2, 0.6, 0.2, -0.3, -0.9, 0.9, -0.4, 0.5)
second <- c(0, 0, 0, 0, 0, -0.2, 0, -0.8)
theta <- rnorm(2000) + 0.5 * (group == 2)
data <- sapply(1:8, function(j) {
  weights <- cbind(1, exp(slope[j] * theta + first[j]), if (tops[j] == 2) exp(2 * slope[j] * theta + second[j]))
  rowSums(runif(2000) * rowSums(weights) > t(apply(weights, 1, cumsum))[, seq_len(tops[j]), drop = FALSE])
})
data[part == 3, 7:8] <- NA
write.table(cbind(group, data), file.path(folder, "l_fit_2000x8.csv"), sep = ",", row.names = FALSE, col.names = FALSE,
            na = "", eol = "\n")

nodes <- seq(-6, 6, length.out = 61)
# Parameters: slopes 1-8, first steps 9-16, second steps of items 6 and 8, mean and log sd of the second group.
step2 <- c(NA, NA, NA, NA, NA, 17, NA, 18)
curve <- function(x, j) {
  z <- cbind(0, x[j] * nodes + x[8 + j], if (tops[j] == 2) 2 * x[j] * nodes + x[step2[j]])
  z <- exp(z)
  z / rowSums(z)
}
population <- function(x) {
  w <- rbind(dnorm(nodes), dnorm(nodes, x[19], exp(x[20])))
  w / rowSums(w)
}
posterior <- function(x) {
  p <- population(x)[group, ]
  for (j in 1:8) {
    met <- !is.na(data[, j])
    p[met, ] <- p[met, ] * t(curve(x, j))[data[met, j] + 1, ]
  }
  p
}
value <- function(x) -sum(log(rowSums(posterior(x))))
gradient <- function(x) {
  p <- posterior(x)
  p <- p / rowSums(p)
  g <- numeric(20)
  for (j in 1:8) {
    met <- !is.na(data[, j])
    own <- curve(x, j)
    mean <- as.vector(own %*% 0:tops[j])
    here <- p[met, ]
    counts <- colSums(here)
    g[j] <- sum((here %*% nodes) * data[met, j]) - sum(counts * nodes * mean)
    for (c in seq_len(tops[j])) {
      at <- if (c == 1) 8 + j else step2[j]
      g[at] <- sum(data[met, j] == c) - sum(counts * own[, c + 1])
    }
  }
  w <- population(x)[2, ]
  counts <- colSums(p[group == 2, ])
  deviation <- nodes - x[19]
  g[19] <- (sum(counts * deviation) - 1000 * sum(w * deviation)) / exp(2 * x[20])
  g[20] <- (sum(counts * deviation^2) - 1000 * sum(w * deviation^2)) / exp(2 * x[20])
  -g
}
x <- c(slope, first, second[c(6, 8)], 0.5, 0)
for (round in 1:20) {
  x <- optim(x, value, gradient, method = "BFGS", control = list(reltol = 1e-16, maxit = 500))$par
  if (max(abs(gradient(x))) < 1e-7) break
}
# Newton's steps by differences of the gradient end it.
for (round in 1:5) {
  h <- 1e-5
  hessian <- sapply(1:20, function(k) {
    e <- replace(numeric(20), k, h)
    (gradient(x + e) - gradient(x - e)) / (2 * h)
  })
  x <- x - solve((hessian + t(hessian)) / 2, gradient(x))
}

# Probability of each sum score at each node, of these items.
sums <- function(x, items) {
  f <- matrix(1, length(nodes), 1)
  for (j in items) {
    own <- curve(x, j)
    longer <- matrix(0, length(nodes), ncol(f) + tops[j])
    for (c in 0:tops[j]) longer[, c + seq_len(ncol(f))] <- longer[, c + seq_len(ncol(f))] + f * own[, c + 1]
    f <- longer
  }
  f
}
merged <- function(observed, expected) {
  repeat {
    sparse <- which(apply(expected, 1, function(row) any(row > 0 & row < 1)))
    if (length(sparse) == 0 || nrow(expected) == 1) break
    at <- sparse[1]
    into <- if (at == 1) 2 else if (at == nrow(expected)) at - 1 else {
      sizes <- rowSums(observed)
      if (sizes[at - 1] <= sizes[at + 1]) at - 1 else at + 1
    }
    observed[into, ] <- observed[into, ] + observed[at, ]
    expected[into, ] <- expected[into, ] + expected[at, ]
    observed <- observed[-at, , drop = FALSE]
    expected <- expected[-at, , drop = FALSE]
  }
  list(observed = observed, expected = expected)
}
fit <- function(x, parts) {
  t(sapply(1:8, function(j) {
    statistic <- 0
    free <- 0
    persons <- 0
    for (s in parts) {
      items <- if (s == 3) 1:6 else 1:8
      if (!(j %in% items)) next
      w <- population(x)[if (s == 1) 1 else 2, ]
      here <- data[part == s, items]
      score <- rowSums(here)
      own <- data[part == s, j]
      whole <- colSums(w * sums(x, items))
      others <- sums(x, setdiff(items, j))
      own_curve <- curve(x, j)
      inner <- setdiff(seq_len(sum(tops[items]) - 1), setdiff(0:100, score))
      expected <- t(sapply(inner, function(k) {
        sapply(0:tops[j], function(c) {
          rest <- k - c + 1
          if (rest < 1 || rest > ncol(others)) 0
          else sum(score == k) * sum(w * others[, rest] * own_curve[, c + 1]) / whole[k + 1]
        })
      }))
      observed <- t(sapply(inner, function(k) sapply(0:tops[j], function(c) sum(score == k & own == c))))
      table <- merged(observed, expected)
      cells <- table$expected > 0
      statistic <- statistic + sum(((table$observed - table$expected)^2 / table$expected)[cells])
      free <- free + sum(cells) - nrow(cells)
      persons <- persons + sum(part == s)
    }
    df <- free - 1 - tops[j]
    c(statistic, df, pchisq(statistic, df, lower.tail = FALSE), persons)
  }))
}

number <- function(x) format(x, digits = 13, scientific = FALSE, trim = TRUE)
list_ <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
columns <- function(f) {
  sprintf('{"statistic":%s,"df":%s,"p":%s,"persons":%s}', list_(f[, 1]), list_(f[, 2]), list_(f[, 3]), list_(f[, 4]))
}
cat(sprintf('{"tool":"base R 4.5.0, likelihood and formula written out","seed":20261203,"logLik":%s,"slope":%s,"mean":%s,"sd":%s,"groups":%s}\n',
            number(-value(x)), list_(x[1:8]), number(x[19]), number(exp(x[20])), columns(fit(x, 1:3))),
    file = file.path(folder, "l_fit_base_r.json"))

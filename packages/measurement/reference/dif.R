# Mantel-Haenszel and logistic DIF of f_dif_4000x20.csv by R's own tests: `mantelhaen.test` with the total as strata, and
# likelihood ratios of `glm` (the total; plus the group; plus their product). No purification; p-values of the former adjusted
# over the items by `p.adjust`. R 4.5.0, base packages only:
#   Rscript packages/measurement/reference/dif.R packages/measurement/reference
folder <- commandArgs(trailingOnly = TRUE)[1]
read <- as.matrix(read.csv(file.path(folder, "f_dif_4000x20.csv"), header = FALSE))
focal <- read[, 1]
data <- read[, -1]
total <- rowSums(data)
each <- function(j) {
  tables <- table(factor(focal, 0:1), factor(data[, j], 1:0), total)
  tables <- tables[, , apply(tables, 3, sum) > 1, drop = FALSE]
  mh <- mantelhaen.test(tables, correct = TRUE)
  # R leaves the correction out where the difference is below a half; Holland & Thayer (1988) and difR do not.
  expected <- apply(tables, 3, function(x) sum(x[1, ]) * sum(x[, 1]) / sum(x))
  variance <- apply(tables, 3, function(x) prod(rowSums(x), colSums(x)) / sum(x)^2 / (sum(x) - 1))
  difference <- abs(sum(tables[1, 1, ] - expected))
  if (difference < 0.5) {
    mh$statistic <- (difference - 0.5)^2 / sum(variance)
    mh$p.value <- pchisq(mh$statistic, 1, lower.tail = FALSE)
  }
  deviance <- function(formula) glm(formula, family = binomial, control = list(epsilon = 1e-14, maxit = 100))$deviance
  y <- data[, j]
  none <- deviance(y ~ total)
  group <- deviance(y ~ total + focal)
  product <- deviance(y ~ total * focal)
  c(alpha = unname(mh$estimate), chiSquare = unname(mh$statistic), p = unname(mh$p.value), uniform = none - group,
    nonUniform = group - product)
}
found <- sapply(seq_len(ncol(data)), each)
found <- rbind(found, holm = p.adjust(found["p", ], "holm"), benjaminiHochberg = p.adjust(found["p", ], "BH"))
list_ <- function(x) paste0("[", paste(format(x, digits = 12, trim = TRUE), collapse = ","), "]")
json <- sapply(rownames(found), function(name) sprintf('"%s":%s', name, list_(found[name, ])))
cat(sprintf('{"tool":"R 4.5.0, stats: mantelhaen.test and glm",%s}\n', paste(json, collapse = ",")),
    file = file.path(folder, "f_dif_base_r.json"))

# Alpha by psych, omega by lavaan (one factor, maximum likelihood of the covariance matrix), and difficulties of the Rasch
# model by conditional maximum likelihood (eRm), of two of the sets here. R 4.5.0:
#   Rscript packages/measurement/reference/other-programs.R packages/measurement/reference
suppressMessages({
  library(psych)
  library(lavaan)
  library(eRm)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name) read.csv(file.path(folder, name), header = FALSE)
omega_ <- function(data) {
  fit <- cfa(paste("f =~", paste(names(data), collapse = "+")), data, std.lv = TRUE)
  found <- parameterEstimates(fit)
  loadings <- found$est[found$op == "=~"]
  rest <- found$est[found$op == "~~" & found$lhs == found$rhs & found$lhs != "f"]
  sum(loadings)^2 / (sum(loadings)^2 + sum(rest))
}
number <- function(x) format(x, digits = 12, scientific = FALSE, trim = TRUE)
list_ <- function(x) paste0("[", paste(number(unname(x)), collapse = ","), "]")
of <- function(name) {
  data <- read(name)
  sprintf('{"alpha":%s,"omega":%s}', number(psych::alpha(data)$total$raw_alpha), number(omega_(data)))
}
rasch <- RM(read("a_2pl_1000x20.csv"))
cat(sprintf('{"tools":"R 4.5.0; psych %s; lavaan %s; eRm %s","twoPl":%s,"graded":%s,"conditionalRasch":%s}\n',
            packageVersion("psych"), packageVersion("lavaan"), packageVersion("eRm"), of("a_2pl_1000x20.csv"),
            of("h_graded_1000x5.csv"), list_(-rasch$betapar)),
    file = file.path(folder, "other_programs.json"))

/** Faults of input files, said as every command says them. */
export {
  NOWHERE,
  type Position,
  type Problem,
  Problems,
  problemsAsData,
  renderProblems,
} from '@cloison/command/problem';

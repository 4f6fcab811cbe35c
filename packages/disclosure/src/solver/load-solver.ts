import highs from 'highs';
import { createHighsSolver } from './highs-solver.ts';
import type { LinearSolver } from './linear-solver.ts';

/** The package's types speak of its CommonJS door; its module door has the loader as its default export. */
const load = highs as unknown as typeof highs.default;

export async function loadSolver(): Promise<LinearSolver> {
  return createHighsSolver(await load());
}

import { createHighsSolver, type LinearSolver } from '@cloison/disclosure/tables';
import highs from 'highs';

/** The package's types speak of its CommonJS door; its module door has the loader as its default export. */
const load = highs as unknown as typeof highs.default;

export async function loadSolver(): Promise<LinearSolver> {
  return createHighsSolver(await load());
}

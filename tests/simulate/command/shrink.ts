/** Makes a failing scenario smaller: takes out steps as long as the same thing is found. */
import type { Scenario, Step } from '../world/scenario.ts';

export type Fails = (scenario: Scenario) => Promise<boolean>;

/** As in delta debugging (Zeller, 2002): halves, then quarters, down to single steps. At most `most` runs. */
export async function shrink(scenario: Scenario, fails: Fails, most = 400): Promise<Scenario> {
  let runs = 0;
  let best = scenario;
  const stillFails = async (steps: readonly Step[]) => {
    if (runs >= most) return false;
    runs += 1;
    const smaller = { ...best, steps };
    if (!(await fails(smaller))) return false;
    best = smaller;
    return true;
  };
  for (let size = Math.ceil(best.steps.length / 2); size >= 1; ) {
    let removed = false;
    for (let at = 0; at < best.steps.length; ) {
      const without = [...best.steps.slice(0, at), ...best.steps.slice(at + size)];
      if (await stillFails(without)) removed = true;
      else at += size;
    }
    if (size === 1 && !removed) break;
    size = size === 1 ? 1 : Math.floor(size / 2);
  }
  return best;
}

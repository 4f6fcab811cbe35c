import * as fc from 'fast-check';
import { loadHighsSolver } from '../solver/load-highs.test.fixture.ts';
import { tabulate } from '../tables/tabulate.ts';
import { attackRelease } from './attack-release.ts';
import { ownerFacts } from './owner-facts.ts';
import { randomCase } from './random-tabulations.test.fixture.ts';

const solver = await loadHighsSolver();
const count = new Map<string, number>();
const add = (k: string) => count.set(k, (count.get(k) ?? 0) + 1);
let shownEx = 0;
for (const { data, tabulation } of fc.sample(randomCase, {
  seed: 20260901,
  numRuns: Number(process.argv[2] ?? 300),
})) {
  const r = tabulation.rules;
  const tag = `${r.zeros} ${r.interval} ${tabulation.method.kind === 'suppression' ? tabulation.method.guard : ''} ${r.concentration ? 'conc' : ''} ${r.minGroups ? 'groups' : ''} `;
  try {
    const result = tabulate({ data, tabulation, earlier: [], solver });
    const a = attackRelease({ releases: [result.release], facts: ownerFacts(result), solver });
    const kinds = new Set(a.findings.map((f) => f.kind));
    if (kinds.size === 0) add('ok');
    for (const k of kinds) {
      add(k);
      add(k + ' ' + tag);
    }
    if (
      kinds.size &&
      shownEx < 1 &&
      process.argv[3] &&
      kinds.has(process.argv[3] as never) &&
      !(process.argv[4] && !tag.includes(process.argv[4]))
    ) {
      shownEx++;
      console.log(tag, JSON.stringify(tabulation.tables), JSON.stringify(tabulation.rules));
      for (const t of result.release.tables)
        for (const [i, [c, v]] of t.rows.entries()) {
          const cell = result.tables[result.release.tables.indexOf(t)]!.rows[i]!.cell;
          console.log(
            t.name,
            c.join(' '),
            v === null ? `HIDDEN(${result.values.counts[cell]}) rules ${result.sensitive.rules[cell]}` : v[0],
          );
        }
      console.log(
        a.findings.map((f) => ({ ...f, name: a.names[f.cell], knowing: f.knowing.map((c) => a.names[c]) })),
      );
    }
  } catch (e) {
    add('refused ' + (e as { code?: string }).code);
    if (!(e as { code?: string }).code) throw e;
  }
}
console.log([...count].sort());

/** `cloison disclosure tabulate`: tables of a file of persons that may leave, attacked before a byte is written. */
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { alignedTable, file, folderToWrite, type Progress, required, type Terminal } from '@cloison/command';
import { loadSolver } from '@cloison/disclosure/solver';
import { attackRelease, ownerFacts, secrecySummary, tabulate } from '@cloison/disclosure/tables';
import { writeWhole } from '@cloison/durable-files';
import { renderReport, words } from '@cloison/study-files';
import { stopwatch } from '../frame/shared-options.ts';
import { verb } from '../frame/verb.ts';
import { DISCLOSURE_OPTIONS, MICRODATA, withDisclosurePool } from './options.ts';
import { readEarlierReleases, readTabulated, readTabulation } from './read-tabulation.ts';
import { refuseFindings } from './refuse-findings.ts';
import { tableSecrecyReport } from './table-secrecy-report.ts';
import { writeRelease } from './write-release.ts';

export const tabulateVerb = verb({
  name: 'tabulate',
  summary: {
    fr: 'faire des tableaux qui peuvent être diffusés, selon une spécification',
    en: 'make tables that may be released, by a specification',
  },
  about: {
    fr: 'Les tableaux sont attaqués avant d’être écrits : si l’attaque trouve quoi que ce soit, rien n’est écrit. Le sous-dossier committee n’est pas à diffuser.',
    en: 'The tables are attacked before they are written: if the attack finds anything, nothing is written. The folder committee inside is not for publication.',
  },
  arguments: MICRODATA,
  options: {
    spec: required(file(), {
      fr: 'spécification : variables, tableaux, règles, diffusions antérieures (YAML)',
      en: 'specification: variables, tables, rules, earlier releases (YAML)',
    }),
    delimiter: DISCLOSURE_OPTIONS.delimiter,
    threads: DISCLOSURE_OPTIONS.threads,
    out: required(folderToWrite(), {
      fr: 'dossier des fichiers diffusés',
      en: 'folder of the released files',
    }),
  },
  examples: ['cloison disclosure tabulate pupils.csv --spec tables.yaml --out release'],
  run: (terminal, options) =>
    withDisclosurePool(terminal, options.threads, async (pool) => {
      const clock = stopwatch();
      const { microdata: path, spec, out } = options;
      const tabulation = readTabulation(spec, terminal.lang);
      const earlier = readEarlierReleases(spec, tabulation.earlier);
      const data = await readTabulated(terminal, path, tabulation, earlier, pool, options.delimiter ?? null);
      const solver = await loadSolver();
      const readS = clock();
      const bars = barsOf(terminal);
      const tabulated = tabulate({ data, tabulation, earlier, solver, onProgress: bars.update });
      const protectS = clock();
      const facts = ownerFacts(tabulated);
      const attack = attackRelease({
        releases: [tabulated.release, ...earlier],
        facts,
        solver,
        onProgress: (done, of) => bars.update('attack', done, of),
      });
      bars.stop();
      const attackS = clock();
      refuseFindings(attack, terminal.lang);
      const summary = secrecySummary(tabulated, attack, facts.insiders.length);
      const written = writeRelease(out, tabulated.release);
      const committee = join(out, 'committee');
      mkdirSync(committee, { recursive: true });
      writeWhole(join(committee, 'secrecy.json'), `${JSON.stringify(summary, null, 1)}\n`);
      const lead = `${basename(path)} — ${basename(spec)}`;
      for (const [lang, name] of [
        ['fr', 'secrecy.html'],
        ['en', 'secrecy.en.html'],
      ] as const)
        writeWhole(
          join(committee, name),
          renderReport(lang, tableSecrecyReport(lang, tabulated.release.title[lang], lead, summary)),
        );
      terminal.note(terminal.say(words.written, { path: out }));
      const fr = terminal.lang === 'fr';
      terminal.print(
        alignedTable(
          terminal.lang,
          fr
            ? ['tableau', 'cases', 'montrées', 'primaires', 'secondaires']
            : ['table', 'cells', 'shown', 'primary', 'secondary'],
          summary.tables.map(({ table, cells, shown, primary, secondary }) => [
            table,
            cells,
            shown,
            primary,
            secondary,
          ]),
        ),
      );
      terminal.print(
        fr
          ? `attaque : rien trouvé (${attack.targets} cases sensibles, ${facts.insiders.length} initiés, ${attack.programs} programmes linéaires)`
          : `attack: nothing found (${attack.targets} sensitive cells, ${facts.insiders.length} insiders, ${attack.programs} linear programs)`,
      );
      return {
        out,
        files: written,
        ...summary,
        seconds: { read: readS, protect: protectS, attack: attackS, write: clock() },
      };
    }),
});

const STEPS = {
  count: { fr: 'comptage', en: 'counting' },
  protect: { fr: 'protection', en: 'protection' },
  attack: { fr: 'attaque', en: 'attack' },
} as const;

function barsOf(terminal: Terminal) {
  let current: { readonly step: keyof typeof STEPS; readonly bar: Progress } | null = null;
  const stop = () => {
    current?.bar.stop();
    current = null;
  };
  return {
    stop,
    update(step: keyof typeof STEPS, done: number, of: number): void {
      if (current?.step !== step) {
        stop();
        current = { step, bar: terminal.progress(terminal.say(STEPS[step]), of) };
      }
      current.bar.update(done);
    },
  };
}

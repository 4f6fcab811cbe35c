/** `cloison disclosure attack`: what can be computed from released tables, by anybody or with the truth at hand. */
import { file, fileToWrite, flag, list, needs, optional, required } from '@cloison/command';
import { loadSolver } from '@cloison/disclosure/solver';
import {
  attackRelease,
  type OwnerFacts,
  ownerFacts,
  type ReleaseRecord,
  type Tabulated,
  tabulate,
} from '@cloison/disclosure/tables';
import { stopwatch } from '../frame/shared-options.ts';
import { verb } from '../frame/verb.ts';
import { writeJson } from '../frame/write-results.ts';
import { DISCLOSURE_OPTIONS, withDisclosurePool } from './options.ts';
import { readReleaseFile, readTabulated, readTabulation } from './read-tabulation.ts';
import { refuseFindings } from './refuse-findings.ts';

export const attackVerb = verb({
  name: 'attack',
  summary: {
    fr: 'attaquer des tableaux diffusés : calcul exact, intervalles, initiés',
    en: 'attack released tables: exact recovery, intervals, insiders',
  },
  about: {
    fr: 'Sans --microdata, ce que peut un tiers : toute case masquée qui se calcule, ou dont il reste moins d’une personne de large. Avec le fichier et la spécification, chaque case sensible est jugée selon sa règle, et chacun qui est seul dans une case essaie aussi.',
    en: 'Without --microdata, what an outsider can do: any hidden cell that can be computed, or of which less than one person’s width is left. With the file and the specification, each sensitive cell is judged by its rule, and everybody who is alone in a cell tries too.',
  },
  arguments: {
    release: required(file(), { fr: 'release.json de la diffusion', en: 'release.json of the release' }),
  },
  options: {
    earlier: optional(list(), {
      fr: 'release.json de diffusions antérieures, séparés par des virgules',
      en: 'release.json of earlier releases, separated by commas',
    }),
    microdata: optional(file(), {
      fr: 'le fichier de personnes, pour juger selon la vérité',
      en: 'the file of persons, to judge by the truth',
    }),
    spec: optional(file(), {
      fr: 'la spécification dont les règles jugent',
      en: 'the specification whose rules judge',
    }),
    everyInterval: flag({
      fr: 'calculer l’intervalle de chaque case',
      en: 'compute the interval of every cell',
    }),
    intervals: optional(fileToWrite(), {
      fr: 'les intervalles, en JSON',
      en: 'the intervals, as JSON',
    }),
    delimiter: DISCLOSURE_OPTIONS.delimiter,
    threads: DISCLOSURE_OPTIONS.threads,
  },
  rules: [needs('microdata', 'spec'), needs('spec', 'microdata')],
  examples: [
    'cloison disclosure attack release/release.json --earlier 2025/release.json',
    'cloison disclosure attack release/release.json --microdata pupils.csv --spec tables.yaml',
  ],
  run: (terminal, options) =>
    withDisclosurePool(terminal, options.threads, async (pool) => {
      const clock = stopwatch();
      const release = readReleaseFile(options.release);
      const earlier = (options.earlier ?? []).map(readReleaseFile);
      const solver = await loadSolver();
      let facts: OwnerFacts | null = null;
      if (options.microdata !== undefined && options.spec !== undefined) {
        const tabulation = readTabulation(options.spec, terminal.lang);
        const data = await readTabulated(
          terminal,
          options.microdata,
          tabulation,
          [],
          pool,
          options.delimiter ?? null,
        );
        const method = { kind: 'suppression', guard: 'sensitive' } as const;
        facts = factsFor(
          release,
          tabulate({ data, tabulation: { ...tabulation, method }, earlier: [], solver }),
        );
      }
      const readS = clock();
      const bar = terminal.progress(terminal.lang === 'fr' ? 'attaque' : 'attack', 1);
      const attack = attackRelease({
        releases: [release, ...earlier],
        facts,
        solver,
        everyInterval: options.everyInterval || options.intervals !== undefined,
      });
      bar.stop();
      writeJson(
        terminal,
        options.intervals,
        attack.names.flatMap((cell, at) =>
          Number.isNaN(attack.least[at]!)
            ? []
            : [
                {
                  cell,
                  least: attack.least[at],
                  most: Number.isFinite(attack.most[at]!) ? attack.most[at] : null,
                },
              ],
        ),
      );
      refuseFindings(attack, terminal.lang);
      terminal.print(
        terminal.lang === 'fr'
          ? `rien trouvé : ${attack.targets} cases visées parmi ${attack.hidden} masquées, ${attack.programs} programmes linéaires`
          : `nothing found: ${attack.targets} cells aimed at of ${attack.hidden} hidden, ${attack.programs} linear programs`,
      );
      return {
        findings: [],
        hidden: attack.hidden,
        targets: attack.targets,
        programs: attack.programs,
        insiders: facts?.insiders.length ?? 0,
        seconds: { read: readS, attack: clock() },
      };
    }),
});

/** The truth of each row of the record, found by its codes: its rows may stand in another order. */
function factsFor(release: ReleaseRecord, tabulated: Tabulated): OwnerFacts {
  const { rows, insiders } = ownerFacts(tabulated);
  const places = new Map(
    release.tables.flatMap((table, t) =>
      table.rows.map(([codes], row) => [JSON.stringify([table.name, codes]), { table: t, row }] as const),
    ),
  );
  const keys = tabulated.tables.map((table) =>
    table.rows.map(({ codes }) => JSON.stringify([table.name, codes])),
  );
  const truth = new Map(keys.flatMap((table, t) => table.map((key, row) => [key, rows[t]![row]!] as const)));
  return {
    rows: release.tables.map((table) =>
      table.rows.map(
        ([codes]) =>
          truth.get(JSON.stringify([table.name, codes])) ?? {
            values: [],
            isSensitive: false,
            above: [],
            below: [],
          },
      ),
    ),
    insiders: insiders.map((known) =>
      known.flatMap(({ table, row }) => {
        const place = places.get(keys[table]![row]!);
        return place === undefined ? [] : [place];
      }),
    ),
  };
}

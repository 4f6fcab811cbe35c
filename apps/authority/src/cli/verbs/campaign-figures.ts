/** `cloison campaign figures`: what schools may compare themselves with. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { alignedTable, flag, folderToWrite, optional, type Progress } from '@cloison/command';
import { loadSolver } from '@cloison/disclosure/solver';
import { type ReleaseRecord, releasePage, tableCsv } from '@cloison/disclosure/tables';
import { writeWhole } from '@cloison/durable-files';
import { releaseFigures } from '../../figures/release-figures.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import type { Session } from '../frame/session.ts';

export const figuresVerb = campaignVerb({
  name: 'figures',
  roles: ['statistician'],
  summary: {
    fr: 'diffuse aux écoles les chiffres du pays, de leur territoire et des écoles semblables',
    en: 'releases to schools the figures of the country, their area and schools like them',
  },
  about: {
    fr: `Pour chaque domaine : élèves de chaque groupe, en France, par région, par département, par type d’école. Le secret statistique de
la campagne (« secrecy ») s’applique, cases secondaires comprises, et les chiffres sont attaqués avant d’être gardés. Chaque école reçoit
ceux qui la concernent avec ses restitutions, que « cloison campaign serve » réédite. À faire une fois, quand les réponses sont là :
une seconde diffusion est refusée tant que, comparée à la première, elle révélerait quelques élèves. Avec --dry-run, rien n’est gardé ni diffusé.`,
    en: `For each domain: pupils of each group, in France, by region, by département, by kind of school. The campaign’s statistical secrecy
(“secrecy”) applies, secondary cells included, and the figures are attacked before they are kept. Each school gets those that are about it
with its reports, which “cloison campaign serve” issues again. Do it once, when the answers are in: a second release is refused
as long as it would reveal a few pupils beside the first. With --dry-run nothing is kept or released.`,
  },
  options: {
    dryRun: flag({ fr: 'compter et montrer, sans rien diffuser', en: 'count and show, and release nothing' }),
    out: optional(folderToWrite(), {
      fr: 'écrire aussi les tableaux diffusés : une page et des CSV par domaine',
      en: 'also write the released tables: a page and CSV files for each domain',
    }),
  },
  examples: [
    'cloison campaign figures --dry-run',
    'cloison campaign figures --out chiffres',
    'cloison campaign figures --json',
  ],
  run: async (session, { dryRun, out }) => {
    const campaign = await session.campaign();
    const bars = barsOf(session);
    const { released, secret, unchanged } = await releaseFigures(campaign, {
      solver: await loadSolver(),
      dryRun,
      onClass: bars.update,
      signal: session.signal,
    }).finally(bars.stop);
    const fr = session.lang === 'fr';
    const rows = released.map(({ domain, release }) => ({ domain, ...countsOf(release) }));
    session.print(
      alignedTable(
        session.lang,
        fr ? ['domaine', 'élèves', 'cases', 'masquées'] : ['domain', 'pupils', 'cells', 'hidden'],
        rows.map(({ domain, pupils, cells, hidden }) => [domain, pupils, cells, hidden]),
      ),
    );
    for (const domain of unchanged)
      session.print(session.say({ fr: '{domain} : inchangé', en: '{domain}: unchanged' }, { domain }));
    for (const domain of secret)
      session.print(
        session.say(
          { fr: '{domain} : couvert par le secret statistique', en: '{domain}: under statistical secrecy' },
          { domain },
        ),
      );
    const files = out === undefined ? [] : released.flatMap(({ release }) => write(out, release));
    session.note(
      session.say(
        dryRun
          ? { fr: 'Rien n’est diffusé.', en: 'Nothing is released.' }
          : released.length === 0
            ? { fr: 'Rien de nouveau à diffuser.', en: 'Nothing new to release.' }
            : {
                fr: 'Diffusé : « cloison campaign serve » l’ajoute aux restitutions des écoles.',
                en: 'Released: “cloison campaign serve” adds it to the reports of schools.',
              },
      ),
    );
    return { campaign: campaign.name, released: rows, unchanged, secret, dryRun, out: out ?? null, files };
  },
});

function countsOf({ tables }: ReleaseRecord) {
  const rows = tables.flatMap((table) => table.rows);
  const whole = tables[0]!.rows.find(([codes]) => codes.every((code) => code === '_T'));
  return {
    pupils: whole?.[1]?.[0] ?? null,
    cells: rows.length,
    hidden: rows.filter(([, shown]) => shown === null).length,
  };
}

/** Gives the names of what was written. */
function write(folder: string, release: ReleaseRecord): string[] {
  mkdirSync(folder, { recursive: true });
  const byTable = new Map(release.tables.map(({ name }) => [name, [`${release.name}-${name}.csv`]] as const));
  const files: [string, string][] = [
    [`${release.name}.html`, releasePage(release, 'fr', { otherLang: `${release.name}.en.html`, byTable })],
    [`${release.name}.en.html`, releasePage(release, 'en', { otherLang: `${release.name}.html`, byTable })],
    [`${release.name}.json`, `${JSON.stringify(release)}\n`],
    ...release.tables.map((table): [string, string] => [
      `${release.name}-${table.name}.csv`,
      tableCsv(release, table),
    ]),
  ];
  for (const [name, content] of files) writeWhole(join(folder, name), content);
  return files.map(([name]) => name);
}

function barsOf(session: Session) {
  let current: { readonly level: string; readonly bar: Progress } | null = null;
  const stop = () => {
    current?.bar.stop();
    current = null;
  };
  return {
    stop,
    update(level: string, done: number, of: number): void {
      if (current?.level !== level) {
        stop();
        current = { level, bar: session.progress(level, of) };
      }
      current.bar.update(done);
    },
  };
}

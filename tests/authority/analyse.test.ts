/** `cloison campaign analyse` on answers drawn from known models: what it finds, where it stops short, what it leaves. */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SAMPLE_COST, SAMPLE_PASSPHRASE } from '@cloison/dev-env/authority/sample-office.ts';
import { createResponseMatrix, NOT_ADMINISTERED, OMITTED, sequentialPool } from '@cloison/measurement';
import type { EntryCell } from '@cloison/protocol';
import { parseCalibration } from '@cloison/study-files';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyseCampaign } from '../../apps/authority/src/analyse/analyse-campaign.ts';
import { analyseDomain } from '../../apps/authority/src/analyse/analyse-domain.ts';
import { unitOf } from '../../apps/authority/src/analyse/domain-responses.ts';
import { readAnalysis, readEstimates } from '../../apps/authority/src/analysis/analysis-store.ts';
import type { DomainStatistics } from '../../apps/authority/src/analysis/domain-statistics.ts';
import { sayRemark } from '../../apps/authority/src/analysis/remarks.ts';
import { openCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import { DEFAULT_ANALYSIS } from '../../apps/authority/src/campaign/spec.ts';
import { journalLines } from '../../apps/authority/src/journal/journal.ts';
import { openKeyStore } from '../../apps/authority/src/keys/key-store.ts';
import { anonymise } from '../../apps/authority/src/research/anonymise.ts';
import { exportResearch } from '../../apps/authority/src/research/export-research.ts';
import { pseudonymise } from '../../apps/authority/src/research/pseudonymise.ts';
import { eraseCampaign } from '../../apps/authority/src/vault/erase-campaign.ts';
import type { AnalysisRow } from '../../apps/authority/src/vault/rows.ts';
import { readVault } from '../../apps/authority/src/vault/vault.ts';
import { verifyJournal } from '../../apps/authority/src/verify/verify-journal.ts';
import { type AnalysedOffice, analysedOffice, ENTRY, keyCells, TRUTH } from './analysed-office.ts';

const BIN = fileURLToPath(new URL('../../bin/cloison.ts', import.meta.url));
const PRELOAD = new URL('../../packages/dev-env/src/authority/kill-at.ts', import.meta.url).href;
const ONE_EACH = { edit: [1, 'AAAAAAAAAAA'] } as const;

let made: AnalysedOffice;
beforeAll(async () => {
  made = await analysedOffice(60);
});
afterAll(() => made.office.remove());

async function analysed(model?: 'rasch' | 'gpcm'): Promise<Map<string, DomainStatistics>> {
  const { domains } = await analyseCampaign(made.campaign, { model });
  return new Map(domains.map((one) => [one.domain, one]));
}

const codes = (statistics: DomainStatistics | undefined) => statistics?.remarks.map(({ code }) => code);

/** Every number of a value; fails on NaN and infinities. */
function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

describe('an analysis of 598 finished sittings', () => {
  it('has the facility of each item, omissions as wrong, unfinished sittings left out', async () => {
    const lire = (await analysed()).get('lire');
    expect(lire?.pupils).toBe(598);
    for (const item of lire?.items ?? []) {
      const scores = made.online.map(({ scores: all }) => all.get(item.id) ?? 0);
      expect(item.facility).toBeCloseTo(scores.reduce((sum, one) => sum + one, 0) / 598, 12);
      expect(item.omitted).toBeGreaterThan(0);
      expect(item.discrimination).toBeGreaterThan(0.1);
    }
    expect(lire?.alpha).toBeGreaterThan(0.6);
    expect(lire?.alpha).toBeLessThan(0.8);
    expect(lire?.reliability).toBeGreaterThan(0.6);
  });

  it('finds again the parameters that the answers were drawn from, within four standard errors', async () => {
    const { items } = (await analysed()).get('lire')?.calibration ?? { items: [] };
    expect(items).toHaveLength(8);
    for (const { id, parameters, standardErrors } of items) {
      const truth = TRUTH.get(id);
      if (truth?.kind !== 'partialCredit' || parameters.kind !== 'partialCredit') throw new Error(id);
      const [slopeError = null, interceptError = null] = Object.values(standardErrors);
      expect(Math.abs(parameters.slope - truth.slope)).toBeLessThan(4 * (slopeError ?? 0));
      expect(Math.abs((parameters.intercepts[1] ?? 0) - (truth.intercepts[1] ?? 0))).toBeLessThan(
        4 * (interceptError ?? 0),
      );
    }
  });

  it('puts pupils on the campaign’s scale, in the order of their abilities', async () => {
    await analysed();
    const scores = readEstimates(made.campaign).get('lire');
    const pairs = made.online.map(
      ({ pupil, theta }) => [theta, scores?.get(pupil)?.score ?? Number.NaN] as const,
    );
    expect(correlation(pairs)).toBeGreaterThan(0.75);
    const mean = pairs.reduce((sum, [, score]) => sum + score, 0) / pairs.length;
    expect(mean).toBeGreaterThan(245);
    expect(mean).toBeLessThan(255);
    expect(scores?.all()).toHaveLength(598);
    for (const [, { error }] of scores?.all() ?? []) expect(error).toBeGreaterThan(10);
  });

  it('calibrates an item of three scores by partial credit, beside items of two', async () => {
    const ecrire = (await analysed()).get('ecrire');
    expect(ecrire?.calibration?.items[0]?.parameters.scores).toEqual([0, 1, 2]);
    expect(ecrire?.items[0]?.facility).toBeLessThan(1);
    expect(
      (await analysed('rasch')).get('ecrire')?.calibration?.items.map((one) => one.parameters.slope),
    ).toEqual([1, 1, 1, 1]);
  });

  it('gives accuracy, consistency and a place on the scale to both thresholds', async () => {
    const thresholds = (await analysed()).get('lire')?.thresholds;
    expect(thresholds?.cuts.map(({ points }) => points)).toEqual([3, 6]);
    expect(thresholds?.cuts[1]?.scale).toBeGreaterThan(thresholds?.cuts[0]?.scale ?? Infinity);
    expect(thresholds?.accuracy).toBeGreaterThan(0.6);
    expect(thresholds?.consistency).toBeLessThan(thresholds?.accuracy ?? 0);
    // Estimates and sums part pupils alike: the cut lies between two sums.
    const sums = made.online.map(({ scores }) =>
      ['f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7', 'f8'].reduce((sum, id) => sum + (scores.get(id) ?? 0), 0),
    );
    const bySums = [
      sums.filter((sum) => sum < 3),
      sums.filter((sum) => sum >= 3 && sum < 6),
      sums.filter((sum) => sum >= 6),
    ];
    thresholds?.shares.forEach((share, k) => {
      expect(Math.abs(share - (bySums[k]?.length ?? 0) / 598)).toBeLessThan(0.1);
    });
  });

  it('says what can’t be done: a domain of one item, an item that nobody gets right, nobody who answered', async () => {
    const all = await analysed();
    expect(codes(all.get('seul'))).toEqual(['too-few-items']);
    expect(all.get('seul')?.items[0]?.facility).toBeGreaterThan(0.3);
    expect(all.get('seul')?.calibration).toBeNull();
    expect(codes(all.get('jamais'))).toEqual(['lowest-score-only']);
    expect(all.get('jamais')?.items[0]).toMatchObject({ id: 'n1', facility: 0, discrimination: null });
    expect(all.get('jamais')?.calibration?.items.map(({ id }) => id)).toEqual(['n2', 'n3', 'n4']);
    expect(all.get('jamais')?.thresholds?.cuts).toHaveLength(2);
    expect(codes(all.get('lettres'))).toEqual(['too-few-pupils']);
    expect(numbersOf([...all.values()]).every(Number.isFinite)).toBe(true);
  });
});

describe('entry', () => {
  const cellsOf = (pupil: number, state: (item: number) => string): Record<string, EntryCell> =>
    Object.fromEntries(
      ENTRY.map((id, j) => {
        const is = state(j);
        const cell = is === 'a' || is === 'b' ? { value: is } : { state: is };
        return [id, { ...cell, ...ONE_EACH } as unknown as EntryCell];
      }).filter((_, j) => state(j) !== 'unkeyed' && pupil > 0),
    );

  it('computes nothing of three pupils, and only classical statistics of twenty', async () => {
    for (const pupil of made.entry.slice(0, 3))
      keyCells(
        made.campaign,
        pupil,
        cellsOf(pupil, () => 'b'),
      );
    const three = (await analysed()).get('lettres');
    expect(three).toMatchObject({ pupils: 3, items: [], alpha: null, calibration: null });
    expect(three?.remarks).toEqual([{ code: 'too-few-pupils', values: { pupils: 3, least: 5 } }]);
    made.entry.slice(0, 20).forEach((pupil, i) => {
      keyCells(
        made.campaign,
        pupil,
        cellsOf(pupil, (j) => ((i * 7 + j * 3) % 5 > j ? 'b' : 'a')),
      );
    });
    const twenty = (await analysed()).get('lettres');
    expect(twenty?.items).toHaveLength(5);
    expect(codes(twenty)).toContain('too-few-to-calibrate');
    expect(twenty?.calibration).toBeNull();
  });

  it('takes absent, not taught and not keyed as not given, and no answer as wrong', async () => {
    made.entry.slice(0, 120).forEach((pupil, i) => {
      const states = ['absent', 'notTaught', 'unkeyed', 'noAnswer'];
      keyCells(
        made.campaign,
        pupil,
        cellsOf(pupil, (j) =>
          j === 0 && i < 40 ? (states[i % 4] ?? '') : (i * 31 + j * 17) % 97 > 20 * j ? 'b' : 'a',
        ),
      );
    });
    const lettres = (await analysed()).get('lettres');
    expect(lettres?.pupils).toBe(120);
    expect(lettres?.items[0]).toMatchObject({ pupils: 90, omitted: 10 });
    expect(lettres?.completePupils).toBe(90);
    expect(codes(lettres)).toContain('incomplete');
    expect(codes(lettres)).toContain('equal-slopes-few-pupils');
    expect(numbersOf(lettres).every(Number.isFinite)).toBe(true);
  });
});

describe('what is kept', () => {
  it('is sealed, replaced by the next analysis, and journaled with counts only', async () => {
    const { vault } = made.office;
    await analysed();
    await analysed('rasch');
    const rows = vault.all<AnalysisRow>('SELECT * FROM analysis');
    expect(rows).toHaveLength(5);
    expect(readAnalysis(made.campaign).find(({ domain }) => domain === 'lire')?.slopes).toBe('equal');
    for (const row of rows) expect(Buffer.from(row.statistics_sealed).includes('"facility"')).toBe(false);
    const line = JSON.parse([...journalLines(vault)].at(-1) ?? '{}');
    expect(line.what).toBe('campaign.analyse');
    expect(Object.values(line.detail).every(Number.isInteger)).toBe(true);
    verifyJournal(vault);
  });

  it('stays the earlier one when the analysis is interrupted, even while threads are at work', async () => {
    await analysed();
    const before = made.office.vault.all<AnalysisRow>('SELECT * FROM analysis');
    const stop = new AbortController();
    const pool = {
      run: () => {
        setTimeout(() => stop.abort(), 5);
        return new Promise<void>(() => {});
      },
    };
    const options = { model: 'rasch', pool, signal: stop.signal } as const;
    await expect(analyseCampaign(made.campaign, options)).rejects.toThrow('abort');
    expect(made.office.vault.all<AnalysisRow>(`SELECT * FROM analysis WHERE state = 'kept'`)).toEqual(before);
  });

  it('continues where it was interrupted: domains that were computed are not computed again', async () => {
    const { vault } = made.office;
    await analysed();
    const stop = new AbortController();
    const options = { model: 'grm', signal: stop.signal } as const;
    const onProgress = (stage: string, done: number) => {
      if (stage === 'compute' && done === 2) stop.abort();
    };
    await expect(analyseCampaign(made.campaign, { ...options, onProgress })).rejects.toThrow('abort');
    const sealed = (state: string) =>
      new Map(
        vault
          .all<AnalysisRow>('SELECT * FROM analysis WHERE state = ?', state)
          .map((row) => [row.domain, Buffer.from(row.statistics_sealed).toString('hex')]),
      );
    const pending = sealed('pending');
    expect(pending.size).toBe(2);
    expect((await analyseCampaign(made.campaign, { model: 'grm' })).again).toBe(0);
    // A seal has its own nonce: the same bytes were not sealed anew.
    const kept = sealed('kept');
    for (const [domain, bytes] of pending) expect(kept.get(domain)).toBe(bytes);
    expect(sealed('pending').size).toBe(0);
    expect((await analyseCampaign(made.campaign, { model: 'grm' })).again).toBe(5);
    expect(sealed('kept')).toEqual(kept);
  });

  it('goes when the campaign is erased', async () => {
    const { vault } = made.office;
    await analysed();
    expect(() =>
      vault.transaction(() => {
        eraseCampaign(vault, made.campaign.name);
        expect(vault.count('SELECT count(*) FROM analysis')).toBe(0);
        throw new Error('not really');
      }),
    ).toThrow('not really');
    expect(vault.count('SELECT count(*) FROM analysis')).toBe(5);
  });
});

describe('the command', () => {
  function cloison(folder: string, args: readonly string[], killAt = 0) {
    return spawnSync(
      process.execPath,
      ['--import', PRELOAD, BIN, 'campaign', 'analyse', '--threads', '1', ...args],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          CLOISON_VAULT: join(folder, 'vault'),
          CLOISON_KEYS: join(folder, 'keys'),
          CLOISON_PASSPHRASE: SAMPLE_PASSPHRASE,
          CLOISON_LANG: '',
          KILL_AT: String(killAt),
          KILL_STEPS: join(made.office.folder, 'steps'),
        },
      },
    );
  }
  const copy = (name: string) => {
    const folder = join(made.office.folder, name);
    for (const part of ['vault', 'keys'])
      cpSync(join(made.office.folder, part), join(folder, part), { recursive: true });
    return folder;
  };

  it('writes reports and calibrations without a person, says so, and ends with one JSON line', async () => {
    const folder = copy('command');
    const out = join(folder, 'out');
    const done = cloison(folder, ['--out', out, '--json']);
    expect(done.stderr).toContain('vont être écrites hors du coffre');
    expect(done.status).toBe(0);
    const json = JSON.parse(done.stdout);
    expect(json).toMatchObject({ ok: true, command: 'campaign analyse', weights: 'none' });
    expect(readdirSync(out).toSorted()).toEqual([
      'analyse-6e.html',
      'analyse-cp.html',
      'calibration-ecrire.json',
      'calibration-jamais.json',
      'calibration-lettres.json',
      'calibration-lire.json',
      'livret-ecrire.csv',
      'livret-ecrire.html',
      'livret-jamais.csv',
      'livret-jamais.html',
      'livret-lettres.csv',
      'livret-lettres.html',
      'livret-lire.csv',
      'livret-lire.html',
    ]);
    expect(
      parseCalibration(readFileSync(join(out, 'calibration-lire.json'))).calibration?.items,
    ).toHaveLength(8);
    const page = readFileSync(join(out, 'analyse-6e.html'), 'utf8');
    expect(page).toContain('Personne ne réussit');
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/(src|href)="(?!#)|NaN|undefined|Infinity/);
    using vault = readVault(join(folder, 'vault'));
    const whats = [...journalLines(vault)].map((line) => JSON.parse(line).what);
    expect(whats.slice(-2)).toEqual(['campaign.analyse', 'campaign.analyse-export']);
    expect(cloison(folder, ['--lang', 'en']).stdout).toContain('Nobody gets it right: n1');
  });

  it('says in its help that reports to schools do not change', () => {
    const help = cloison(made.office.folder, ['--help']).stdout;
    expect(help).toContain('Les restitutions aux écoles ne changent pas');
    expect(help).toContain('cloison campaign analyse --out analyse');
    expect(cloison(made.office.folder, ['--model', 'inconnu']).status).toBe(2);
  });

  it('refuses a folder that is a file, before anything is computed', () => {
    const folder = copy('refused');
    const done = cloison(folder, ['--out', join(folder, 'vault', 'vault.sqlite'), '--json']);
    expect(done.status).toBe(2);
    expect(JSON.parse(done.stdout)).toMatchObject({ ok: false, code: 'option-bad' });
  });

  it('killed anywhere and run again, it ends in the same state', async () => {
    const whole = copy('whole');
    expect(cloison(whole, ['--out', join(whole, 'out')]).status).toBe(0);
    const steps = Number(readFileSync(join(made.office.folder, 'steps'), 'utf8'));
    const expected = await stateOf(whole);
    for (let point = 1; point <= 5; point++) {
      const folder = copy(`killed${point}`);
      const at = Math.round((steps * point) / 5.5);
      expect(cloison(folder, ['--out', join(folder, 'out')], at).signal).toBe('SIGKILL');
      expect(cloison(folder, ['--out', join(folder, 'out')]).status).toBe(0);
      expect(await stateOf(folder)).toEqual(expected);
    }
  });

  async function stateOf(folder: string) {
    const keys = openKeyStore(join(folder, 'keys'), SAMPLE_PASSPHRASE, SAMPLE_COST);
    using vault = readVault(join(folder, 'vault'));
    verifyJournal(vault);
    const campaign = await openCampaign(vault, keys, made.office.actor);
    return {
      statistics: readAnalysis(campaign),
      estimates: [...readEstimates(campaign)].map(([domain, one]) => [domain, one.all()]),
      files: readdirSync(join(folder, 'out')).map((name) => [
        name,
        readFileSync(join(folder, 'out', name), 'utf8'),
      ]),
    };
  }
});

describe('the research file', () => {
  it('has the scale score and standard error of each domain, except for answers that came after the analysis', async () => {
    const { vault, keys, actor } = made.office;
    const { name } = made.campaign;
    await analysed();
    const scores = readEstimates(made.campaign).get('lettres');
    const [late = 0] = made.entry;
    expect(scores?.get(late)).not.toBeNull();
    expect(scores?.get(-1)).toBeNull();
    keyCells(made.campaign, late, { l2: { state: 'noAnswer', ...ONE_EACH } as unknown as EntryCell });
    const { key } = await keys.ensureKey('research', name);
    await vault.exclusive(() => pseudonymise(made.campaign, key));
    vault.run(`INSERT INTO closing VALUES (?, 'distilled', '', '{}')`, name);
    await anonymise(vault, keys, actor, name);
    const folder = join(made.office.folder, 'recherche');
    await exportResearch(vault, keys, actor, name, folder);
    const columnOf = (file: string, column: string) => {
      const [head = '', ...lines] = readFileSync(join(folder, file), 'utf8').trim().split(/\r?\n/);
      const at = head.split(',').indexOf(column);
      expect(at).toBeGreaterThan(0);
      return lines.map((line) => line.split(',')[at] ?? '').filter((cell) => cell !== '');
    };
    const sorted = (values: Iterable<number>) => [...values].toSorted((a, b) => a - b);
    const lire = readEstimates(made.campaign).get('lire');
    expect(sorted(columnOf('eleves-6e.csv', 'echelle_lire').map(Number))).toEqual(
      sorted((lire?.all() ?? []).map(([, { score }]) => score)),
    );
    expect(columnOf('eleves-6e.csv', 'erreur_lire')).toHaveLength(598);
    expect(columnOf('eleves-cp.csv', 'echelle_lettres')).toHaveLength((scores?.all().length ?? 0) - 1);
    const codebook = readFileSync(join(folder, 'codebook.json'), 'utf8');
    expect(codebook).toContain('niveau sur l’échelle de la campagne');
    expect(codebook).not.toContain('echelle_seul');
  });
});

it('any answers at all end in finite numbers or in remarks', async () => {
  const cell = fc.constantFrom(0, 0, 1, 1, 2, OMITTED, NOT_ADMINISTERED);
  const table = fc
    .record({ items: fc.integer({ min: 1, max: 4 }), pupils: fc.integer({ min: 1, max: 260 }) })
    .chain(({ items, pupils }) =>
      fc.record({
        model: fc.constantFrom('auto' as const, '2pl' as const, 'pcm' as const),
        rows: fc.array(fc.array(cell, { minLength: items, maxLength: items }), {
          minLength: Math.min(pupils, 8),
          maxLength: 8,
        }),
        pupils: fc.constant(pupils),
        items: fc.constant(items),
      }),
    );
  await fc.assert(
    fc.asyncProperty(table, async ({ rows, items, pupils, model }) => {
      const ids = Array.from({ length: items }, (_, j) => `i${j}`);
      const cells = Array.from({ length: pupils }, (_, i) => rows[(i * i + 3 * i) % rows.length] ?? []);
      const { statistics, estimates } = await analyseDomain({
        responses: {
          domain: { ...made.campaign.spec.domains[0]!, items: ids, thresholds: [1, items] },
          pupils: cells.map((_, i) => i),
          marks: cells.map(() => ''),
          matrix: createResponseMatrix(ids, Uint8Array.from(cells.flat())),
          unit: 1,
          unfit: [],
          choices: null,
        },
        forms: null,
        maxScores: new Map(ids.map((id) => [id, 2])),
        options: new Map(),
        settings: { ...DEFAULT_ANALYSIS, model },
        background: null,
        reference: null,
        standard: null,
        scale: { mean: 250, sd: 50 },
        secrecy: { minPupils: 5, minSchools: 3 },
        released: [],
        pool: sequentialPool,
      });
      expect(numbersOf([statistics, estimates]).every(Number.isFinite)).toBe(true);
      if (statistics.calibration === null) expect(statistics.remarks).not.toEqual([]);
      for (const remark of statistics.remarks) expect(sayRemark(remark, 'fr')).not.toContain('{');
    }),
    { numRuns: 12 },
  );
});

it('the step of scores is the largest number of which all are multiples', () => {
  expect(unitOf([0, 1, 2])).toBe(1);
  expect(unitOf([0, 0.5, 1.5])).toBe(0.5);
  expect(unitOf([0, 2, 6])).toBe(2);
  expect(unitOf([0])).toBe(1);
  expect(unitOf([Math.PI])).toBeNull();
});

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const n = pairs.length;
  const [x, y] = [0, 1].map((k) => pairs.reduce((sum, pair) => sum + (pair[k] ?? 0), 0) / n) as [
    number,
    number,
  ];
  let [xy, xx, yy] = [0, 0, 0];
  for (const [a, b] of pairs) {
    xy += (a - x) * (b - y);
    xx += (a - x) ** 2;
    yy += (b - y) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

/** The audit of `npm run audit`: some of its lines, some of its broken variants, and its page. The whole is run by the command. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Tally } from './audit-line.ts';
import { runBroken } from './broken/run-broken.ts';
import { VARIANTS, variantOf } from './broken/variants.ts';
import { isLinked, isOfClasses } from './independence.ts';
import { PROMISES } from './promises.ts';
import { auditReport, reportPage } from './report.ts';
import { LINES, runAudit } from './run-audit.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Those that search whole memories and stores, or wait: they are left to the command. */
const SLOW = new Set([
  'store',
  'log',
  'memory',
  'traffic',
  'backups',
  'vault',
  'browsers',
  'program',
  'guessing',
  'https',
  'everything',
]);

describe('the lines', () => {
  test('follow the ministry’s answer, each promise having its own', () => {
    const order = LINES.map(({ promise }) => promise).filter((id, i, all) => id !== all[i - 1]);
    expect(order).toEqual(Object.keys(PROMISES));
    expect(new Set(LINES.map(({ id }) => id)).size).toBe(LINES.length);
  });

  test('every line has a broken variant, and each still fits the source', () => {
    for (const { id } of LINES) expect(VARIANTS.map(({ line }) => line)).toContain(id);
    for (const { name, patches } of VARIANTS) {
      for (const { file, find } of patches) {
        const found = readFileSync(join(ROOT, file), 'utf8').split(find).length - 1;
        expect([name, file, found]).toEqual([name, file, 1]);
      }
    }
  });

  test('are green, all that are quick, and make a page that needs nothing else', async () => {
    const wanted = LINES.filter(({ id }) => !SLOW.has(id));
    const results = await runAudit(wanted, () => undefined);
    expect(results.flatMap(({ findings }) => findings)).toEqual([]);
    expect(results.map(({ line, held }) => [line.id, held])).toEqual(wanted.map(({ id }) => [id, true]));
    for (const { figures } of results) expect(figures.attempts).toBeGreaterThan(0);
    const report = auditReport(results, { at: new Date('2026-11-29T10:00:00Z'), seconds: 9 });
    const page = reportPage(report);
    expect(page).toContain(`default-src 'none'`);
    expect(page).not.toMatch(/<script|<link|<img|https?:\/\//i);
    for (const { line } of results) {
      expect(page).toContain(`npm run audit -- --only ${line.id}<`);
      expect(page).toContain(`<span lang="en">${line.title.en}</span>`);
    }
    expect(page).toContain(`Les ${wanted.length} lignes essayées sont tenues.`);
  });

  test('with a finding, one makes the page and the report say so', () => {
    const [line] = LINES;
    const broken = {
      line: line!,
      held: false,
      figures: { attempts: 1 },
      findings: ['<b>seen</b>'],
      found: 1,
      notTried: [],
      ms: 1,
    };
    const report = auditReport([broken], { at: new Date('2026-11-29T10:00:00Z'), seconds: 1 });
    expect(report.ok).toBe(false);
    const page = reportPage(report);
    expect(page).toContain('NON TENU');
    expect(page).toContain('&#60;b&#62;seen');
    expect(page).not.toContain('<b>seen');
  });
});

describe('without its guard', () => {
  test.each(['after-the-final', 'key-stays'])('the line that it holds turns red: %s', async (name) => {
    const { isRed, findings } = await runBroken(variantOf(name));
    expect([isRed, findings]).toEqual([true, expect.anything()]);
  });
});

describe('what the lines judge by', () => {
  test('an attempt that is not refused, or refused for another reason, is a finding', async () => {
    const tally = new Tally();
    await tally.refuses('it', () => undefined);
    await tally.refuses(
      'it',
      () => Promise.reject(Object.assign(new Error('no'), { code: 'other' })),
      'wanted',
    );
    await tally.refuses(
      'it',
      () => Promise.reject(Object.assign(new Error('no'), { code: 'wanted' })),
      'wanted',
    );
    tally.same([1], [2], 'it');
    expect(tally.findings).toEqual([
      'it: not refused',
      'it: refused with other, expected wanted',
      'it: [1], expected [2]',
    ]);
    expect(tally.figures.get('attempts')).toBe(4);
  });

  test('numbers in the order of a list, or by class, are linked, and a fixed shuffle is not', () => {
    const order = Array.from({ length: 50 }, (_, i) => i);
    const mixed = order.map((i) => (i * 37) % 101);
    const classes = order.map((i) => Math.floor(i / 10));
    expect([isLinked(order), isLinked(order.toReversed()), isLinked(mixed)]).toEqual([true, true, false]);
    expect([isOfClasses(order, classes), isOfClasses(mixed, classes)]).toEqual([true, false]);
  });
});

/** What the page of an audit says of itself: how much was tried, in words that fit the numbers. */
import { expect, test } from 'vitest';
import type { Figure } from './audit-line.ts';
import { auditReport, reportPage } from './report.ts';
import { LINES } from './run-audit.ts';

function pageOf(
  count: number,
  { figures = { attempts: 2 }, broken = 0, inPart = 0 }: PageOptions = {},
): string {
  const results = LINES.slice(0, count).map((line, i) => ({
    line,
    held: i >= broken,
    figures,
    findings: [],
    found: 0,
    notTried: i < inPart ? [{ fr: 'pas sur ce système', en: 'not on this system' }] : [],
    ms: 1,
  }));
  return reportPage(auditReport(results, { at: new Date('2026-11-29T10:00:00Z'), seconds: 1 }));
}

interface PageOptions {
  readonly figures?: Readonly<Partial<Record<Figure, number>>>;
  readonly broken?: number;
  /** Lines of which a part was not tried. */
  readonly inPart?: number;
}

test('a page of all lines says what was done with the campaign', () => {
  const page = pageOf(LINES.length);
  expect(page).toContain(`Les ${LINES.length} lignes sont tenues.`);
  expect(page).toContain('la campagne a été fermée');
  expect(page).toContain('the campaign was closed');
});

test('a page of some lines says how many there are, and nothing of what was not tried', () => {
  // It said that the whole platform had been stolen and the campaign closed, for one line that did neither.
  for (const count of [1, 3]) {
    const page = pageOf(count);
    for (const untrue of ['la campagne a été fermée', 'the campaign was closed', 'Tout ce que', 'All that'])
      expect(page.slice(0, page.indexOf('<table'))).not.toContain(untrue);
    expect(page).toContain(`${count} of the ${LINES.length} lines`);
  }
  expect(pageOf(1)).toContain('La ligne essayée est tenue.');
  expect(pageOf(3)).toContain('Les 3 lignes essayées sont tenues.');
  expect(pageOf(1, { broken: 1 })).toContain('La ligne essayée n’est pas tenue.');
  expect(pageOf(3, { broken: 1 })).toContain('1 ligne sur 3 n’est pas tenue.');
});

test('one of a thing is written as one', () => {
  const one = pageOf(1, { figures: { attempts: 1, requests: 1, opened: 1, bytes: 0 } });
  for (const [fr, en] of [
    ['1 essai', '1 attempt'],
    ['1 requête', '1 request'],
    ['1 ouverture par qui y a droit', '1 opened by those entitled'],
    ['0 octet fouillé', '0 bytes searched'],
  ])
    expect(one).toContain(`<li><span lang="fr">${fr}</span><span lang="en">${en}</span></li>`);
  expect(pageOf(1, { figures: { requests: 2 } })).toContain('<span lang="fr">2 requêtes</span>');
});

test('a page says at its top that a part of a line was not tried', () => {
  // It said that all lines held, and left what was missing to be found forty lines below.
  const topOf = (page: string) => page.slice(0, page.indexOf('<table'));
  expect(topOf(pageOf(3))).not.toContain('en entier');
  expect(topOf(pageOf(3, { inPart: 1 }))).toContain('n’a pas essayé une ligne en entier');
  expect(topOf(pageOf(3, { inPart: 2 }))).toContain('did not try 2 lines in full');
});

test('a page says no more of lies than it tells, and what it does not prove', () => {
  // `npm run lies` plays many that are no line of the audit.
  const page = pageOf(LINES.length);
  expect(page).not.toContain('de toutes les façons connues');
  for (const limit of [
    'sa phrase secrète et le coffre',
    'une suite de réponses peut être unique',
    'normes publiques',
  ])
    expect(page.slice(page.indexOf('Ce que cette page ne prouve pas'))).toContain(limit);
});

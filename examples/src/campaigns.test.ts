import { describeProblem, lintItem, maxScore, readPackage, score, toDelivery } from '@cloison/qti';
import { interactionsOf } from '@cloison/qti/delivery';
import { describe, expect, it } from 'vitest';
import { answersOf, exampleCampaigns } from './answers.ts';
import { campaignFile, packageFiles } from './campaign-files.ts';

/** Read by a person: their warning from the lint is wanted. */
const freeTexts: Readonly<Record<(typeof exampleCampaigns)[number], readonly string[]>> = {
  'cp-ce1': [],
  '6e': ['fr-ecrire-1'],
  '2de': ['fr-ecrire-1', 'ma-raisonner-1'],
  '6e-adaptatif': [],
};

describe.each(exampleCampaigns)('the example campaign %s', (name) => {
  const campaign = campaignFile(name);
  const answers = answersOf(name);
  const packages = campaign.sequences.map((sequence) => ({
    sequence,
    content: readPackage(packageFiles(name, sequence.package)),
  }));
  const items = packages.flatMap(({ content }) => content.items);

  it('has packages in which nothing is wrong or refused', () => {
    const problems = packages.flatMap(({ content }) => [
      ...content.problems,
      ...content.refused.flatMap((refused) => refused.problems),
    ]);
    expect(problems.map((problem) => describeProblem(problem))).toEqual([]);
  });

  it('has items without remarks, but for free texts that say they are read by a person', () => {
    const remarks = items.flatMap((item) => lintItem(item).map(({ code }) => `${item.identifier} ${code}`));
    expect(remarks).toEqual(freeTexts[name].map((id) => `${id} QTI_LINT_NOT_SCORED`));
    for (const item of items.filter(({ identifier }) => freeTexts[name].includes(identifier))) {
      expect(item.outcomes.find(({ id }) => id === 'SCORE')?.external).toBe(true);
      expect(item.rubrics).not.toEqual([]);
    }
  });

  it('has identifiers that are unique in the campaign, and items in French', () => {
    const ids = items.map(({ identifier }) => identifier);
    expect(new Set(ids).size).toBe(ids.length);
    expect(items.filter(({ language }) => language !== 'fr')).toEqual([]);
  });

  it('lists every item of its packages in a domain once, but for free texts', () => {
    const inDomains = campaign.domains.flatMap((domain) => domain.items);
    const expected = items.map(({ identifier }) => identifier).filter((id) => !freeTexts[name].includes(id));
    expect(inDomains.toSorted()).toEqual(expected.toSorted());
    for (const domain of campaign.domains) {
      const own = packages.find(({ sequence }) => sequence.id === domain.sequence);
      const points = own?.content.items.filter(({ identifier }) => domain.items.includes(identifier)) ?? [];
      expect(points.length, domain.id).toBe(domain.items.length);
      const maximum = points.reduce((sum, item) => sum + maxScore(item), 0);
      const { thresholds } = domain;
      const pairs = 0 in thresholds ? [thresholds as readonly [number, number]] : Object.values(thresholds);
      for (const [lower, upper] of pairs) {
        expect(lower, domain.id).toBeGreaterThan(0);
        expect(upper, domain.id).toBeGreaterThanOrEqual(lower);
        expect(upper, domain.id).toBeLessThanOrEqual(maximum);
      }
    }
  });

  it('has one test-specific domain in each sequence, and three or four domains', () => {
    for (const { id } of campaign.sequences) {
      const own = campaign.domains.filter(({ sequence }) => sequence === id);
      expect([3, 4], id).toContain(own.length);
      expect(own.filter(({ testSpecific }) => testSpecific).length, id).toBe(1);
    }
  });

  it('scores the correct response of each item at its maximum, and every other answer of the table as it says', () => {
    expect(Object.keys(answers.items).toSorted()).toEqual(items.map((item) => item.identifier).toSorted());
    expect(answers.campaign).toBe(campaign.campaign);
    for (const { sequence, content } of packages) {
      for (const item of content.items) {
        const { correct, others, maxScore: maximum, sequence: own } = answers.items[item.identifier]!;
        const wanted = (points: number) => ({ kind: 'scored', score: points, maxScore: maximum });
        expect(own, item.identifier).toBe(sequence.id);
        expect(score(item, correct), item.identifier).toMatchObject(wanted(maximum));
        for (const other of others) {
          expect(score(item, other.responses), `${item.identifier} ${JSON.stringify(other)}`).toMatchObject(
            wanted(other.score),
          );
        }
        if (maximum > 0) {
          expect(
            others.some((other) => other.score < maximum),
            item.identifier,
          ).toBe(true);
          expect(score(item, {}), item.identifier).toMatchObject({ kind: 'scored', score: 0 });
        }
      }
    }
  });
});

describe('the booklets of CP and CE1', () => {
  const campaign = campaignFile('cp-ce1');

  it('have two levels by entry and four sequences, each with at least three exercises of eight items', () => {
    expect(campaign.levels.map(({ id, mode }) => `${id} ${mode}`)).toEqual(['cp entry', 'ce1 entry']);
    const sequences = campaign.sequences.map(({ id }) => id);
    expect(sequences).toEqual(['francais-cp', 'maths-cp', 'francais-ce1', 'maths-ce1']);
    for (const { id, exercises } of campaign.sequences) {
      const eight = exercises?.filter((exercise) => exercise.items.length === 8) ?? [];
      expect(eight.length, id).toBeGreaterThanOrEqual(3);
    }
  });

  it('put every item in one exercise, and draw a page for each exercise', () => {
    for (const sequence of campaign.sequences) {
      const files = packageFiles('cp-ce1', sequence.package);
      const { items } = readPackage(files);
      const listed = sequence.exercises?.flatMap((exercise) => exercise.items) ?? [];
      expect(listed.toSorted()).toEqual(items.map(({ identifier }) => identifier).toSorted());
      for (const { page } of sequence.exercises ?? []) expect(files.has(page), page).toBe(true);
    }
  });

  it('ask for one response that a teacher keys with a letter, a number or a few symbols', () => {
    for (const { package: folder } of campaign.sequences) {
      for (const item of readPackage(packageFiles('cp-ce1', folder)).items) {
        const interactions = interactionsOf(toDelivery(item).body);
        expect(interactions.length, item.identifier).toBe(1);
        const [only] = interactions;
        expect(only?.responseId).toBe('RESPONSE');
        if (only?.kind === 'choice') {
          expect(only.choices.map(({ id }) => id)).toEqual(
            ['A', 'B', 'C', 'D'].slice(0, only.choices.length),
          );
          expect(only.classes).toContain('qti-labels-upper-alpha');
          expect(only.shuffle).toBe(false);
        } else {
          expect(only?.kind).toBe('textEntry');
        }
      }
    }
  });

  it('band the number of words read in a minute: 0, 1, 2 or 3 points', () => {
    const { items } = readPackage(packageFiles('cp-ce1', 'francais-ce1'));
    const fluency = items.find(({ identifier }) => identifier === 'ce1-fluence-1')!;
    const points = ['0', '14', '15', '29', '30', '49', '50', '99'].map((words) => {
      const scored = score(fluency, { RESPONSE: words });
      return scored.kind === 'scored' ? scored.score : null;
    });
    expect(points).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });
});

describe.each(['6e', '2de'] as const)('the test of %s', (name) => {
  const campaign = campaignFile(name);

  it('has French and mathematics online, with a time limit and at least fourteen items each', () => {
    expect(campaign.sequences.map(({ id }) => id)).toEqual(['francais', 'maths']);
    for (const { package: folder, minutes } of campaign.sequences) {
      expect(readPackage(packageFiles(name, folder)).items.length).toBeGreaterThanOrEqual(14);
      expect(minutes).toBeGreaterThan(0);
    }
  });

  it('uses every kind of interaction', () => {
    const kinds = campaign.sequences.flatMap(({ package: folder }) =>
      readPackage(packageFiles(name, folder)).items.flatMap((item) =>
        interactionsOf(item.body).map((interaction) =>
          interaction.kind === 'choice' && interaction.maxChoices > 1 ? 'choices' : interaction.kind,
        ),
      ),
    );
    const all = ['choice', 'choices', 'extendedText', 'inlineChoice', 'match', 'order', 'textEntry'];
    expect([...new Set(kinds)].toSorted()).toEqual(all);
  });

  it('reads numbers as French pupils type them', () => {
    const id = name === '6e' ? 'ma-calcul-2' : 'ma-geometrie-2';
    const item = readPackage(packageFiles(name, 'maths')).items.find(({ identifier }) => identifier === id)!;
    const typed = name === '6e' ? ['16,25', '16.25', ' 16,250 '] : ['7,5', '7.5', '7,50\u00a0'];
    for (const text of typed) expect(score(item, { RESPONSE: text })).toMatchObject({ score: 1 });
  });
});

it('shows no answer in what is delivered: the same body with other keys', () => {
  const files = new Map(packageFiles('6e', 'maths'));
  const path = 'items/ma-calcul-4.xml';
  const before = readPackage(files).items.find((item) => item.path === path)!;
  const text = new TextDecoder().decode(files.get(path));
  const other = text.replace('<qti-value>B</qti-value>', '<qti-value>A</qti-value>');
  expect(other).not.toBe(text);
  files.set(path, new TextEncoder().encode(other));
  const after = readPackage(files).items.find((item) => item.path === path)!;
  expect(toDelivery(after)).toEqual(toDelivery(before));
});

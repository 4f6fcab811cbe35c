/**
 * The items of 1EdTech's QTI 3.0 guides, which nobody here wrote: each is accepted, or refused with its reasons.
 * Expected scores were written by hand from the declarations in the items. The files are not part of this repository;
 * where they are missing the tests are skipped, and say so.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDeliveryItem } from './delivery.ts';
import { lintItem } from './lint/lint.ts';
import { readPackage } from './package/read-package.ts';
import { writePackage } from './package/write-package.ts';
import { readZip } from './package/zip.ts';
import { toDelivery } from './publish/to-delivery.ts';
import { score } from './score/score.ts';

/** Beside the repository, or beside a folder that holds several of its worktrees. */
const places = ['../../../..', '../../../../..'].map((up) =>
  resolve(import.meta.dirname, up, 'shared/data/qti3-guide-examples'),
);
const root = places.find((place) => existsSync(place)) ?? (places[0] as string);
const present = existsSync(root);
if (!present) {
  console.warn(
    `SKIPPED: the QTI 3.0 guide examples are not there (${relative(process.cwd(), root)}). Get 1EdTech/qti-examples to run these tests.`,
  );
}

function filesOf(folder: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(relative(join(root, folder), file), new Uint8Array(readFileSync(file)));
  }
  return files;
}

/** Responses and the score that the item's own declarations give them. */
type Expected = readonly [responses: Readonly<Record<string, unknown>>, points: number];
const R = (value: unknown) => ({ RESPONSE: value });

const beginners = {
  // match_correct, correct A.
  firstexample: [
    [R('A'), 1],
    [R('B'), 0],
    [R('D'), 0],
    [R(null), 0],
  ],
  // match_correct, correct true. SCORE has the default 1, which the template replaces by 0.
  beginnersguide007: [
    [R('true'), 1],
    [R('false'), 0],
    [{}, 0],
  ],
  // match_correct, correct {A, C, D}: all or nothing.
  beginnersguide008: [
    [R(['A', 'C', 'D']), 1],
    [R(['D', 'A', 'C']), 1],
    [R(['A', 'C']), 0],
    [R(['A', 'B', 'C']), 0],
    [R([]), 0],
  ],
  // An essay without response processing: SCORE stays 0.
  beginnersguide009: [
    [R('Dear Sam, my town is small.'), 0],
    [{}, 0],
  ],
  // map_response: York (case-sensitive) 1, york (not) 0.5, default 0.
  beginnersguide010: [
    [R('York'), 1],
    [R('york'), 0.5],
    [R('YORK'), 0.5],
    [R(' York '), 1],
    [R('Lancaster'), 0],
    [R(null), 0],
  ],
} satisfies Record<string, readonly Expected[]>;

const guide = {
  // match_correct, correct E.
  math: [
    [R('E'), 1],
    [R('N'), 0],
    [{}, 0],
  ],
  // map_response: H 1, O 1, Cl -1, default -2, from 0 to 2.
  choice_multiple_rtl_he: [
    [R(['H', 'O']), 2],
    [R(['H']), 1],
    [R(['H', 'O', 'Cl']), 1],
    [R(['H', 'He']), 0],
    [R(['Cl']), 0],
    [R(null), 0],
  ],
  // match_correct, correct C, A, B.
  order_rtl_he: [
    [R(['DriverC', 'DriverA', 'DriverB']), 1],
    [R(['DriverA', 'DriverC', 'DriverB']), 0],
    [R(['DriverC']), 0],
    [{}, 0],
  ],
  // match_correct, correct ChoiceHK.
  choice_ruby: [
    [R('ChoiceHK'), 1],
    [R('ChoiceTH'), 0],
    [{}, 0],
  ],
  choice_ruby_i23n: [
    [R('ChoiceHK'), 1],
    [R('ChoiceKY'), 0],
    [{}, 0],
  ],
  beginnersguide007: beginners.beginnersguide007,
  beginnersguide009: beginners.beginnersguide009,
  beginnersguide010: beginners.beginnersguide010,
  // match_correct, correct {H, O}.
  QTI3multiplechoice2: [
    [R(['H', 'O']), 1],
    [R(['O', 'H']), 1],
    [R(['H']), 0],
    [R(['H', 'O', 'N']), 0],
    [R([]), 0],
  ],
  // match_correct, correct Y.
  'QTI3-inline-choice': [
    [R('Y'), 1],
    [R('G'), 0],
    [{}, 0],
  ],
  // map_response: C R 1, D M 0.5, L M 0.5, P T 1, default 0.
  'QTI3-match': [
    [R(['C R', 'D M', 'L M', 'P T']), 3],
    [R(['P T', 'C R']), 2],
    [R(['C R', 'D M', 'L T']), 1.5],
    [R(['C M', 'D R', 'L R', 'P M']), 0],
    [R(null), 0],
  ],
  // match_correct, correct C, A, B.
  'QTI3-order': [
    [R(['DriverC', 'DriverA', 'DriverB']), 1],
    [R(['DriverB', 'DriverA', 'DriverC']), 0],
    [{}, 0],
  ],
  // General rules: 1 for choice_1, 1 for choice_4, and map_response of the third (poet 1, playwright 1, writer 0.5).
  shakespeare_biography: [
    [{ response_1: 'choice_1', response_2: 'choice_4', response_3: 'poet' }, 3],
    [{ response_1: 'choice_1', response_2: 'choice_4', response_3: 'writer' }, 2.5],
    [{ response_1: 'choice_2', response_2: 'choice_4', response_3: 'Playwright' }, 2],
    [{ response_3: ' writer ' }, 0.5],
    [{ response_1: 'choice_3', response_2: 'choice_6', response_3: 'general' }, 0],
    [{}, 0],
  ],
  // To be scored by people.
  essay: [
    [R('He had a dream.'), 0],
    [{}, 0],
  ],
} satisfies Record<string, readonly Expected[]>;

const maxima: Readonly<Record<string, number>> = {
  beginnersguide009: 0,
  essay: 0,
  choice_multiple_rtl_he: 2,
  'QTI3-match': 3,
  shakespeare_biography: 3,
};

/** File → a code that has to be among its reasons. */
const refusedByBeginners = { 'items/BG011.xml': 'QTI_ASSET_MISSING' };
const refusedByGuide: Readonly<Record<string, string>> = {
  'items/data_dash.xml': 'QTI_UNSUPPORTED_INTERACTION',
  'items/gap-match-example-1.xml': 'QTI_UNSUPPORTED_INTERACTION',
  'items/QTI3-hotspot.xml': 'QTI_UNSUPPORTED_INTERACTION',
  'items/hot-text-example-1.xml': 'QTI_UNSUPPORTED_INTERACTION',
  'items/QTI3-graphic-order.xml': 'QTI_UNSUPPORTED_INTERACTION',
  'items/QTI3-associate.xml': 'QTI_UNSUPPORTED_INTERACTION',
  'items/example-graphic-assoc-1.xml': 'QTI_UNSUPPORTED_INTERACTION',
  'items/example-graphic-assoc-1alt.xml': 'QTI_UNSUPPORTED_INTERACTION',
  'items/graphic-gap-match-item1.xml': 'QTI_UNSUPPORTED_INTERACTION',
  'items/media-example-1.xml': 'QTI_UNSUPPORTED_INTERACTION',
  'items/position-object-1.xml': 'QTI_UNSUPPORTED_ELEMENT',
  'items/select-point-item_1.xml': 'QTI_UNSUPPORTED_INTERACTION',
  'items/slider-1.xml': 'QTI_UNSUPPORTED_INTERACTION',
  'items/upload-interaction.xml': 'QTI_UNSUPPORTED_INTERACTION',
  'items/drawing-interaction-1.xml': 'QTI_UNSUPPORTED_INTERACTION',
  'items/end-attempt-example-1.xml': 'QTI_UNSUPPORTED_INTERACTION',
  'items/QTI3-custom-stylesheet.xml': 'QTI_UNSUPPORTED_STYLESHEET',
  'items/Example01-modalFeedback.xml': 'QTI_UNSUPPORTED_FEEDBACK',
  'items/Example02-feedbackInline.xml': 'QTI_UNSUPPORTED_FEEDBACK',
  'items/Example03-feedbackBlock-solution.xml': 'QTI_UNSUPPORTED_ADAPTIVE',
  'items/feedbackBlock-solution-random.xml': 'QTI_UNSUPPORTED_TEMPLATE_ITEM',
  'items/Example04-feedbackBlock-templateBlock.xml': 'QTI_UNSUPPORTED_TEMPLATE_ITEM',
  'items/Example05-feedbackBlock-adaptive.xml': 'QTI_UNSUPPORTED_ADAPTIVE',
  'items/template_digging.xml': 'QTI_UNSUPPORTED_TEMPLATE_ITEM',
  'items/template_image.xml': 'QTI_UNSUPPORTED_TEMPLATE_ITEM',
  'items/adaptiveTemplate.xml': 'QTI_UNSUPPORTED_ADAPTIVE',
  'items/mc_calc3.xml': 'QTI_UNSUPPORTED_TEMPLATE_ITEM',
  'items/stat2.xml': 'QTI_UNSUPPORTED_TEMPLATE_ITEM',
  'items/mc_calc5.xml': 'QTI_UNSUPPORTED_TEMPLATE_ITEM',
  'items/rubric_block.xml': 'QTI_UNSUPPORTED_RUBRIC',
  'items/unbelievable_night_item1.xml': 'QTI_UNSUPPORTED_STIMULUS',
  'items/unbelievable_night_item2.xml': 'QTI_UNSUPPORTED_STIMULUS',
  'items/unbelievable_night_item3.xml': 'QTI_UNSUPPORTED_STIMULUS',
  'items/ReferencingCatalogContent.xml': 'QTI_UNSUPPORTED_CATALOG',
  'items/CatalogWithMultipleSupports.xml': 'QTI_UNSUPPORTED_CATALOG',
  'items/MultipleCatalogs.xml': 'QTI_UNSUPPORTED_CATALOG',
  'items/CatalogsAcrossContentNodes.xml': 'QTI_UNSUPPORTED_CATALOG',
  'items/qti3-choice-aria-mathml-catalog.xml': 'QTI_UNSUPPORTED_CATALOG',
  'items/adaptive_mh1.xml': 'QTI_UNSUPPORTED_ADAPTIVE',
};

describe.skipIf(!present).each([
  ['QTI3_BeginnersGuide_Examples', beginners as Record<string, readonly Expected[]>, refusedByBeginners],
  ['QTI3_BPIG_Examples', guide as Record<string, readonly Expected[]>, refusedByGuide],
] as const)('the package %s', (folder, accepted, refused) => {
  const files = present ? filesOf(folder) : new Map<string, Uint8Array>();
  const result = readPackage(files);

  it('has these items accepted and these refused, and no other', () => {
    expect(result.items.map(({ identifier }) => identifier).toSorted()).toEqual(
      Object.keys(accepted).toSorted(),
    );
    expect(result.refused.map(({ path }) => path).toSorted()).toEqual(Object.keys(refused).toSorted());
  });

  it.each(Object.entries(refused))('%s is refused: %s, with element and line', (path, code) => {
    const problems = result.refused.find((one) => one.path === path)?.problems ?? [];
    const reason = problems.find((problem) => problem.code === code);
    expect(reason?.message).toBeTruthy();
    if (code === 'QTI_ASSET_MISSING') return;
    expect(reason?.path).toBe(path);
    expect(reason?.line).toBeGreaterThan(0);
    const line = new TextDecoder().decode(files.get(path)).split('\n')[(reason?.line ?? 0) - 1] ?? '';
    expect(line.slice((reason?.column ?? 0) - 1)).toMatch(new RegExp(`^<${reason?.element}\\b`));
  });

  it.each(Object.entries(accepted))('%s is scored as its declarations say', (identifier, expected) => {
    const item = result.items.find((one) => one.identifier === identifier);
    if (item === undefined) throw new Error('not accepted');
    for (const [responses, points] of expected) {
      expect([responses, score(item, responses)]).toMatchObject([
        responses,
        { kind: 'scored', score: points, maxScore: maxima[identifier] ?? 1 },
      ]);
    }
    expect(lintItem(item).filter(({ severity }) => severity === 'error')).toEqual([]);
    const delivered = JSON.stringify(toDelivery(item));
    expect(toDelivery(item)).toEqual(parseDeliveryItem(delivered));
    expect(delivered).not.toMatch(/SCORE|mapp|correct(?!ly| order| finishing)/i);
  });
});

describe.skipIf(!present)('the accepted guide examples', () => {
  it('are packed without a manifest of their own, and come back', () => {
    const files = filesOf('QTI3_BPIG_Examples');
    const { items } = readPackage(files);
    const needed = new Set(items.flatMap(({ path, assets }) => [path, ...assets]));
    const zip = writePackage(new Map([...files].filter(([name]) => needed.has(name))));
    const again = readPackage(readZip(zip));
    expect(again.problems).toEqual([]);
    expect(again.refused).toEqual([]);
    const delivered = (list: typeof items) =>
      new Map(list.map((item) => [item.identifier, JSON.stringify(toDelivery(item))]));
    expect(delivered(again.items)).toEqual(delivered(items));
  });

  it('of the beginners’ guide keep the order of its test', () => {
    const { test } = readPackage(filesOf('QTI3_BeginnersGuide_Examples'));
    expect(test?.items).toEqual(Object.keys(beginners));
  });

  it('of the best practices guide say why their test is not taken', () => {
    const { test, problems } = readPackage(filesOf('QTI3_BPIG_Examples'));
    expect(test).toBeNull();
    expect(problems.map(({ code, path }) => `${code} ${path}`)).toContain(
      'QTI_TEST_UNSUPPORTED BPIGtest.xml',
    );
  });
});

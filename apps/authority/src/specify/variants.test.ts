import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  choiceItem,
  manifestXml,
  SAMPLE_SPEC,
  writeSampleCampaign,
} from '@cloison/dev-env/authority/sample-folder.ts';
import { temporaryFolder } from '@cloison/dev-env/authority/sample-office.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { validateCampaign } from './validate-campaign.ts';

let folder: string;
beforeEach(() => {
  folder = writeSampleCampaign(join(temporaryFolder(), 'campaign'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** f2 prints a number that is drawn; `score` is what the right answer is worth, `more` are further rules. */
function template(score = '<qti-base-value base-type="float">1</qti-base-value>', id = 'f2'): string {
  return choiceItem(id)
    .replace(
      '<qti-item-body>',
      `<qti-template-declaration identifier="N" cardinality="single" base-type="integer"/>
  <qti-template-processing><qti-set-template-value identifier="N"><qti-random-integer min="1" max="30"/></qti-set-template-value></qti-template-processing>
  <qti-item-body><p><qti-printed-variable identifier="N"/></p>`,
    )
    .replace(
      /<qti-response-processing.*\/>/,
      `<qti-response-processing><qti-response-condition><qti-response-if>
    <qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>
    <qti-set-outcome-value identifier="SCORE">${score}</qti-set-outcome-value></qti-response-if></qti-response-condition></qti-response-processing>`,
    );
}

function validate(
  variants: string,
  items: Readonly<Record<string, string>> = { f2: template() },
  spec = SAMPLE_SPEC,
) {
  const ids = [...new Set(['f1', 'f2', ...Object.keys(items)])];
  mkdirSync(join(folder, 'francais', 'items'), { recursive: true });
  writeFileSync(join(folder, 'francais', 'imsmanifest.xml'), manifestXml(ids));
  for (const [id, xml] of Object.entries(items))
    writeFileSync(join(folder, 'francais', 'items', `${id}.xml`), xml);
  writeFileSync(
    join(folder, 'campaign.yaml'),
    spec.replace('    minutes: 30\n', `    minutes: 30\n${variants}`),
  );
  return validateCampaign(folder);
}
const codesOf = (...of: Parameters<typeof validate>) => validate(...of).problems.map(({ code }) => code);

describe('variants of a sequence', () => {
  it('are kept as the seeds of those that differ, of items with template variables alone', () => {
    const { campaign, problems } = validate('    variants: { count: 3, seed: 5 }\n');
    expect(problems).toEqual([]);
    const { variants } = campaign!.spec.sequences.find(({ id }) => id === 'francais')!;
    expect(Object.keys(variants ?? {})).toEqual(['f2']);
    expect(variants?.f2).toHaveLength(3);
    for (const seed of variants?.f2 ?? []) expect(seed).toMatch(/^5\/francais\/\d+$/);
    // The number alone draws by seed 1; another seed draws others.
    expect(validate('    variants: 3\n').campaign!.spec.sequences[1]?.variants?.f2?.[0]).toMatch(/^1\//);
  });

  it('are at least two and at most twenty', () => {
    expect(codesOf('    variants: 1\n')).not.toEqual([]);
    expect(codesOf('    variants: 21\n')).not.toEqual([]);
  });

  it('need an item that draws something', () => {
    expect(codesOf('    variants: 3\n', { f2: choiceItem('f2') })).toEqual(['variants-none']);
  });

  it('are all worth the same', () => {
    const drawn = '<qti-integer-to-float><qti-variable identifier="N"/></qti-integer-to-float>';
    const unequal = template(drawn).replace(' normal-maximum="1"', '');
    expect(codesOf('    variants: 3\n', { f2: unequal })).toContain('variants-maximum');
  });

  it('are each looked at as an item is: one whose key nobody can choose refuses the campaign', () => {
    const stray = template().replace(
      '</qti-template-processing>',
      '<qti-set-correct-response identifier="RESPONSE"><qti-base-value base-type="identifier">z</qti-base-value></qti-set-correct-response></qti-template-processing>',
    );
    expect(codesOf('    variants: 3\n', { f2: stray })).toContain('QTI_LINT_UNKNOWN_CHOICE');
  });

  it('bear no name that another item has', () => {
    const twin = { f2: template(), 'f2.v2': choiceItem('f2.v2') };
    const spec = SAMPLE_SPEC.replace('items: [f1, f2]', 'items: [f1, f2, f2.v2]').replace(
      'thresholds: [1, 2]\naccom',
      'thresholds: [1, 2]\naccom',
    );
    expect(codesOf('    variants: 3\n', twin, spec)).toContain('variants-name');
  });

  it('are for screens, and not for adaptive sequences', () => {
    const onPaper = SAMPLE_SPEC.replace(
      '{ id: 6e, title: { fr: Sixième, en: Sixth }, mode: online }',
      '{ id: 6e, title: { fr: Sixième, en: Sixth }, mode: entry }',
    );
    expect(codesOf('    variants: 3\n', { f2: template() }, onPaper)).toContain('variants-entry');
    const modules = `    variants: 3
    modules:
      - { id: a, items: [f1], next: [b] }
      - { id: b, items: [f2] }
`;
    expect(codesOf(modules)).toContain('variants-modules');
  });
});

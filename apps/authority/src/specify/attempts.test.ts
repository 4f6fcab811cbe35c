import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  choiceItem,
  manifestXml,
  SAMPLE_SPEC,
  writeSampleCampaign,
} from '@cloison/dev-env/authority/sample-folder.ts';
import { temporaryFolder } from '@cloison/dev-env/authority/sample-office.ts';
import { readItem } from '@cloison/qti';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scorableItem } from '../score/sequence-scoring.ts';
import { validateCampaign } from './validate-campaign.ts';
import { publishedForms } from './variants.ts';

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, `../../../../packages/qti/fixtures/items/${name}.xml`), 'utf8');
/** An item of the fixtures in the place of f2. */
const asF2 = (name: string) => fixture(name).replace(`identifier="${name}"`, 'identifier="f2"');

let folder: string;
beforeEach(() => {
  folder = writeSampleCampaign(join(temporaryFolder(), 'campaign'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function validate(attempts: string, f2: string, spec = SAMPLE_SPEC) {
  mkdirSync(join(folder, 'francais', 'items'), { recursive: true });
  writeFileSync(join(folder, 'francais', 'imsmanifest.xml'), manifestXml(['f1', 'f2']));
  writeFileSync(join(folder, 'francais', 'items', 'f2.xml'), f2);
  writeFileSync(
    join(folder, 'campaign.yaml'),
    spec.replace('    minutes: 30\n', `    minutes: 30\n${attempts}`),
  );
  return validateCampaign(folder);
}
const codesOf = (...of: Parameters<typeof validate>) => validate(...of).problems.map(({ code }) => code);

describe('attempts of a sequence', () => {
  it('are published of the items that the campaign names, and of no other', () => {
    const { campaign, problems } = validate('    attempts: [f2]\n', asF2('relecture'));
    expect(problems).toEqual([]);
    const sequence = campaign!.spec.sequences.find(({ id }) => id === 'francais')!;
    const pack = campaign!.packages.get('francais')!;
    const published = (attempts: readonly string[]) =>
      JSON.stringify(publishedForms({ ...sequence, attempts }, pack, 'f2', []));
    expect(published(['f2'])).toContain('SECRET-RELIRE');
    expect(published(['f2'])).not.toMatch(/SECRET-SOLUTION|SCORE/);
    expect(published([])).not.toMatch(/SECRET|steps/);
  });

  it('of an adaptive item have to be named, and are refused with what decides them where an answer does', () => {
    expect(codesOf('', asF2('relecture'))).toEqual(['QTI_LINT_NOT_PLAYABLE']);
    const { problems } = validate('    attempts: [f2]\n', asF2('deux-essais'));
    expect(problems).toMatchObject([
      {
        code: 'QTI_LINT_NOT_PLAYABLE',
        words: {
          fr: expect.stringContaining('completionStatus dépend de RESPONSE'),
          en: expect.stringContaining('completionStatus depends on RESPONSE'),
        },
      },
    ]);
  });

  it('are not there for an item with one attempt, outside the sequence, on paper, or with routing tables', () => {
    expect(codesOf('    attempts: [f2]\n', choiceItem('f2'))).toEqual(['attempts-none']);
    expect(codesOf('    attempts: [zz]\n', choiceItem('f2'))).toEqual(['attempts-none']);
    const onPaper = SAMPLE_SPEC.replaceAll('mode: online', 'mode: entry');
    expect(codesOf('    attempts: [f2]\n', choiceItem('f2'), onPaper)).toContain('attempts-entry');
    const modules =
      '    attempts: [f2]\n    modules: [{ id: a, items: [f1], next: [b] }, { id: b, items: [f2] }]\n';
    expect(codesOf(modules, choiceItem('f2'))).toContain('attempts-modules');
  });
});

it('texts of attempts before are texts too, which research data suppresses where they are rare', () => {
  const item = readItem(fixture('relecture').replaceAll('base-type="integer"', 'base-type="string"'), {
    path: 'items/relecture.xml',
  });
  const texts = (steps: boolean) =>
    scorableItem(item, 'player', { steps })
      .responses.filter(({ isText }) => isText)
      .map(({ id }) => id);
  expect(texts(false)).toEqual(['RESPONSE']);
  expect(texts(true)).toEqual(['RESPONSE', 'RESPONSE~1', 'RESPONSE~2', 'RESPONSE~3']);
});

/**
 * A campaign made from items that nobody here wrote: those of 1EdTech's QTI 3.0 guides that use supported interactions are
 * packed, imported, published, played in Chromium and scored; the others are refused with their reasons. Expected scores
 * were written by hand from the items' own declarations.
 *
 * Optional: the items are not ours to distribute, and the suite promises nothing that depends on them. Packages of our own
 * go the same way everywhere: `examples/` in `tests/life/`, every interaction in `tests/pupil/answering.test.ts` and
 * `tests/pupil/pictures.test.ts`. These add packages in which nobody had this importer in mind.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createCampaign, Refusal, validateCampaign } from '@cloison/authority';
import { fixedAuthority, Session } from '@cloison/client';
import { type ClassReport, parseClassReport, parseKeyring } from '@cloison/protocol';
import { fromBase64Url } from '@cloison/protocol/public';
import { type DeliveryItem, parseSequenceContent } from '@cloison/qti/delivery';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Responses } from '../../examples/src/answers.ts';
import { createDemoVault } from '../../scripts/demo/demo-authority.ts';
import { computer, signIn } from '../../scripts/demo/simulated-person.ts';
import { answerItem, inOneOrder, readItem } from '../life/answer-item.ts';
import { type LivingCampaign, startCampaign } from '../life/living-campaign.ts';
import { picture } from '../life/picture.ts';
import { closeBrowsers, openBrowser } from '../pupil/browser.ts';
import { finish, next, question, receipt, saved, typeCode } from '../pupil/steps.ts';
import {
  GUIDES,
  type GuideSequence,
  guidesPresent,
  PACKAGES,
  type Sequence,
  writeGuideCampaign,
  writeWholeCampaign,
} from './guide-campaign.ts';

const skipped = guidesPresent
  ? ''
  : ` (SKIPPED: get 1EdTech's QTI 3.0 guide examples into ${relative(process.cwd(), GUIDES)} to run this)`;
if (!guidesPresent) console.warn(`tests/guide:${skipped}`);

interface Played {
  readonly responses: Responses;
  readonly score: number;
}
/** Null: a person has to read it, there is no score. */
interface Item {
  readonly maxScore: number | null;
  readonly right: Played;
  readonly other: Played;
}
const R = (RESPONSE: string | readonly string[], score: number): Played => ({
  responses: { RESPONSE },
  score,
});
const read = (text: string): Played => R(text, 0);

/** In the order of the booklet. */
const ITEMS: Readonly<Record<Sequence, Readonly<Record<string, Item>>>> = {
  debutants: {
    // match_correct, correct A.
    firstexample: { maxScore: 1, right: R('A', 1), other: R('B', 0) },
    // match_correct, correct true.
    beginnersguide007: { maxScore: 1, right: R('true', 1), other: R('true', 1) },
    // match_correct, correct {A, C, D}: two of the three are nothing.
    beginnersguide008: { maxScore: 1, right: R(['A', 'C', 'D'], 1), other: R(['A', 'C'], 0) },
    // An essay without response processing.
    beginnersguide009: {
      maxScore: null,
      right: read('Dear Sam,\nmy town is small and green.'),
      other: read('Hello!'),
    },
    // map_response: York (case-sensitive) 1, york (not) 0.5.
    beginnersguide010: { maxScore: 1, right: R('York', 1), other: R('YORK', 0.5) },
  },
  pratiques: {
    // match_correct, correct E.
    math: { maxScore: 1, right: R('E', 1), other: R('N', 0) },
    // map_response: H 1, O 1, any other -2 (Cl -1), never below 0 nor above 2.
    choice_multiple_rtl_he: { maxScore: 2, right: R(['H', 'O'], 2), other: R(['H', 'O', 'Cl'], 1) },
    // match_correct, correct C, A, B.
    order_rtl_he: {
      maxScore: 1,
      right: R(['DriverC', 'DriverA', 'DriverB'], 1),
      other: R(['DriverA', 'DriverC', 'DriverB'], 0),
    },
    // match_correct, correct ChoiceHK.
    choice_ruby: { maxScore: 1, right: R('ChoiceHK', 1), other: R('ChoiceTH', 0) },
    choice_ruby_i23n: { maxScore: 1, right: R('ChoiceHK', 1), other: R('ChoiceHK', 1) },
    // match_correct, correct {H, O}.
    QTI3multiplechoice2: { maxScore: 1, right: R(['H', 'O'], 1), other: R(['H'], 0) },
    // match_correct, correct Y.
    'QTI3-inline-choice': { maxScore: 1, right: R('Y', 1), other: R('G', 0) },
    // map_response: C R 1, D M 0.5, L M 0.5, P T 1.
    'QTI3-match': {
      maxScore: 3,
      right: R(['C R', 'D M', 'L M', 'P T'], 3),
      other: R(['C R', 'D M', 'L T'], 1.5),
    },
    // match_correct, correct C, A, B.
    'QTI3-order': {
      maxScore: 1,
      right: R(['DriverC', 'DriverA', 'DriverB'], 1),
      other: R(['DriverA', 'DriverB', 'DriverC'], 0),
    },
    // General rules: 1 for choice_1, 1 for choice_4, map_response of the third: poet 1, playwright 1, writer 0.5.
    shakespeare_biography: {
      maxScore: 3,
      right: { responses: { response_1: 'choice_1', response_2: 'choice_4', response_3: 'poet' }, score: 3 },
      other: {
        responses: { response_1: 'choice_1', response_2: 'choice_6', response_3: 'writer' },
        score: 1.5,
      },
    },
    // To be scored by people.
    essay: { maxScore: null, right: read('He had a dream, and told it.'), other: read('I do not know.') },
  },
};
/** Sums of the above, by hand: a domain holds every item with a score. */
const DOMAINS = {
  debutants: { maxScore: 4, right: 4, other: 1.5 },
  pratiques: { maxScore: 15, right: 15, other: 5 },
} as const;

const SEQUENCES: readonly GuideSequence[] = (Object.keys(ITEMS) as Sequence[]).map((id) => ({
  id,
  items: Object.keys(ITEMS[id]),
  scored: Object.keys(ITEMS[id]).filter((item) => ITEMS[id][item]!.maxScore !== null),
}));
const ROSTERS = {
  schoolsCsv: 'uai,nom,commune,secteur,ep\r\n0630001J,Collège des Essais,Montclair,PU,HEP\r\n',
  pupilsCsv: `uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements\r
0630001J,6A,6e,190000001AB,Abadie,Inès,2015-03-04,F,\r
0630001J,6A,6e,190000002AB,Bruno,Tom,2015-03-05,M,\r
`,
};
const PLAYERS = ['right', 'other'] as const;
type Player = (typeof PLAYERS)[number];

describe.skipIf(!guidesPresent)(`a campaign of the guides’ items${skipped}`, () => {
  let campaign: LivingCampaign;
  let delivered: ReadonlyMap<string, DeliveryItem>;
  const orderNumbers = new Map<Player, string>();
  const receipts = new Map<string, string>();
  let report: ClassReport;

  beforeAll(async () => {
    campaign = await startCampaign({
      rosters: ROSTERS,
      prepare: (parent, address) => writeGuideCampaign(parent, address, SEQUENCES),
      serveEveryMs: null,
    });
    const contents = await Promise.all(
      SEQUENCES.map(async ({ id }) => {
        const { hash } = campaign.open.manifest.files[`sequences/${id}.json`]!;
        return parseSequenceContent(await (await fetch(`${campaign.pupilAddress}content/${hash}`)).json());
      }),
    );
    delivered = new Map(contents.flatMap(({ items }) => items.map((item) => [item.id, item] as const)));
  });
  afterAll(async () => {
    await closeBrowsers();
    await campaign?.close();
  });

  async function play(page: Page, { id, items }: GuideSequence, player: Player): Promise<void> {
    await page.getByRole('button', { name: `Commencer : ${id}` }).click();
    await page.getByRole('button', { name: 'C’est parti' }).click();
    for (const [i, name] of items.entries()) {
      await question(page, i + 1);
      const item = delivered.get(name)!;
      const { responses } = ITEMS[id][name]![player];
      await answerItem(page, item, responses);
      expect([name, await readItem(page, item)]).toEqual([name, inOneOrder(item, responses)]);
      if (player === 'right') await picture(page, `guide-${id}-${i + 1}-${name}`);
      if (i + 1 < items.length) await next(page, i + 2);
    }
    await saved(page);
    await finish(page);
    receipts.set(`${player} ${id}`, await receipt(page));
  }

  it('is played to its end by two pupils in Chromium, every item answered by its own controls', async () => {
    const slips = campaign.schools[0]!.classes[0]!;
    const sit = async (player: Player, place: number) => {
      const { code, orderNumber } = slips.pupils[place]!;
      orderNumbers.set(player, orderNumber);
      const { page, faults, close } = await openBrowser();
      for (const sequence of SEQUENCES) {
        await page.goto(campaign.pupilAddress);
        await typeCode(page, code!);
        await play(page, sequence, player);
      }
      expect(faults).toEqual([]);
      await close();
    };
    await Promise.all(PLAYERS.map(sit));
    expect(receipts.size).toBe(4);
  });

  it('reaches the teacher with both sittings complete and the receipts that the pupils saw', async () => {
    await campaign.pass();
    const options = computer(campaign.platform.url, campaign.open.name);
    const teacher = await signIn(options, campaign.schools[0]!.classes[0]!.teachers[0]!.code, 'staff');
    const keyring = (await teacher.document('keyring', parseKeyring))!.value;
    const ownClass = await Session.fromRoot(
      fromBase64Url(keyring.classes[0]!.root),
      options,
      fixedAuthority(keyring.authority),
    );
    report = (await ownClass.document('report/class', parseClassReport))!.value;
    for (const player of PLAYERS) {
      const pupil = report.pupils.find(({ orderNumber }) => orderNumber === orderNumbers.get(player))!;
      for (const { id } of SEQUENCES)
        expect(pupil.sequences[id]).toEqual({
          state: 'complete',
          receipt: receipts.get(`${player} ${id}`),
        });
    }
  });

  it.each(SEQUENCES.flatMap(({ id, scored }) => scored.map((item) => [item, ITEMS[id][item]!] as const)))(
    'scores %s as its declarations say',
    (name, item) => {
      for (const player of PLAYERS) {
        const pupil = report.pupils.find(({ orderNumber }) => orderNumber === orderNumbers.get(player))!;
        expect([player, pupil.items[name]]).toMatchObject([
          player,
          { state: 'answered', score: item[player].score, maxScore: item.maxScore },
        ]);
      }
    },
  );

  it('adds the items up to the domains, without those that a person reads', () => {
    for (const [id, domain] of Object.entries(DOMAINS)) {
      expect(report.domains.find((one) => one.id === `d-${id}`)?.maxScore).toBe(domain.maxScore);
      for (const player of PLAYERS) {
        const pupil = report.pupils.find(({ orderNumber }) => orderNumber === orderNumbers.get(player))!;
        expect(pupil.domains[`d-${id}`]?.score).toBe(domain[player]);
      }
    }
  });
});

/** What is refused: file → what is said, and of which element. */
const REFUSED: readonly (readonly [file: string, code: string, element: string])[] = [
  ['items/slider-1.xml', 'QTI_NO_MAPPING', 'qti-response-processing'],
];
/** Of 59 items, one has no mapping for its map_response, and one shows a film that is not in the package. */
const REFUSED_FILES = { debutants: 1, pratiques: 1 } as const;

describe.skipIf(!guidesPresent)(`a campaign of the guides’ whole packages${skipped}`, () => {
  let folder: string;
  beforeAll(() => {
    folder = writeWholeCampaign(mkdtempSync(join(tmpdir(), 'cloison-guide-')), SEQUENCES);
  });
  afterAll(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  it('is refused, with every item that is not supported, its element, line and column', () => {
    const { campaign, problems } = validateCampaign(folder);
    expect(campaign).toBeNull();
    for (const [id, count] of Object.entries(REFUSED_FILES)) {
      const items = problems.filter(({ file }) => new RegExp(`^${id}/items/.*\\.xml$`).test(file));
      expect([id, new Set(items.map(({ file }) => file)).size]).toEqual([id, count]);
    }
    expect(problems).toContainEqual(
      expect.objectContaining({ file: 'debutants/items/BG011.xml', code: 'QTI_ASSET_MISSING' }),
    );
    for (const [file, code, element] of REFUSED) {
      const problem = problems.find((one) => one.file === `pratiques/${file}` && one.code === code);
      expect([file, problem?.words.fr]).toEqual([file, expect.stringContaining(`<${element}>`)]);
      const lines = readFileSync(join(GUIDES, PACKAGES.pratiques, file), 'utf8').split('\n');
      expect(lines[problem!.line - 1]!.slice(problem!.column - 1)).toMatch(new RegExp(`^<${element}\\b`));
    }
  });

  it('leaves nothing behind in the vault', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'cloison-guide-vault-'));
    const { vault, keys, actor } = createDemoVault(parent);
    await keys.initialise();
    await expect(createCampaign(vault, keys, actor, folder)).rejects.toBeInstanceOf(Refusal);
    expect(vault.count('SELECT count(*) FROM campaign')).toBe(0);
    expect(vault.count('SELECT count(*) FROM content')).toBe(0);
    vault.close();
    rmSync(parent, { recursive: true, force: true });
  });
});

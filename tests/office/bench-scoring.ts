/**
 * From sealed records to scores, beside its floor: opening the same envelopes and parsing the same JSON, nothing more. Both in one
 * thread, in turn, in CPU time: a country is as many of these as pupils, in as many threads as there are processors.
 *
 *     npm run bench -- scoring [--pupils 2000] [--items 60] [--runs 7] [--json]
 *
 * What is scored: a booklet of the items of the example campaigns, answered as `examples/src/answers.ts` draws answers. What is
 * counted: opening, the strict schema, the checks against the sequence, whether each item was begun, and its points.
 *
 * Then each kind of item by itself: response processing anew for each answer, and as the office has it, which remembers answers
 * that come again.
 */
import { createDecipheriv, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { inflateRawSync } from 'node:zlib';
import { type PupilBody, parsePlainPupilBody } from '@cloison/protocol';
import { campaignIdOf } from '@cloison/protocol/public';
import { type Item, readPackage, score } from '@cloison/qti';
import { interactionsOf } from '@cloison/qti/delivery';
import { openEnvelope, sealEnvelope } from '../../apps/authority/src/envelopes/envelope.ts';
import { holderKeysOf } from '../../apps/authority/src/envelopes/holder-keys.ts';
import { checkPupilBody } from '../../apps/authority/src/records/check-body.ts';
import { scorePupil } from '../../apps/authority/src/score/score-sitting.ts';
import { type ScorableSequence, scorableItem } from '../../apps/authority/src/score/sequence-scoring.ts';
import { answersOf, type ExampleCampaign, simulateItem } from '../../examples/src/answers.ts';
import { campaignFile, packageFiles } from '../../examples/src/campaign-files.ts';
import { randomOf } from '../../examples/src/random.ts';

const { values } = parseArgs({
  options: {
    pupils: { type: 'string', default: '2000' },
    items: { type: 'string', default: '60' },
    runs: { type: 'string', default: '7' },
    json: { type: 'boolean', default: false },
  },
});
const [pupils, wanted, runs] = [values.pupils, values.items, values.runs].map(Number) as [
  number,
  number,
  number,
];
const CEILING = 16 * 1024;
const MANIFEST = '0'.repeat(64);

/** Items of the example campaigns in turn, with how they are answered. */
function exampleItems() {
  return (['6e', '2de', '6e-adaptatif', 'cp-ce1'] satisfies ExampleCampaign[]).flatMap((name) => {
    const answers = answersOf(name);
    return campaignFile(name).sequences.flatMap((sequence) =>
      readPackage(packageFiles(name, sequence.package)).items.map((item) => ({
        id: `${name}-${item.identifier}`.replaceAll('-', '_'),
        item,
        answers: answers.items[item.identifier]!,
      })),
    );
  });
}

const examples = exampleItems();
if (examples.length < wanted) throw new Error(`there are ${examples.length} items`);
const items = examples.slice(0, wanted);
const sequence: ScorableSequence = {
  id: 'cahier',
  level: '6e',
  mode: 'online',
  items: new Map(items.map(({ id, item }) => [id, { ...scorableItem(item), id }])),
  adaptive: null,
  booklets: null,
};

function bodyOf(pupil: number): PupilBody {
  const random = randomOf('bench', pupil);
  const ability = random.normal();
  const answered = items.map(({ id, answers }) => {
    const responses = simulateItem(answers, ability, random) as PupilBody['items'][string]['responses'];
    return [
      id,
      { responses: { ...responses }, ms: 20_000 + Math.floor(random.next() * 40_000), visits: 1 },
    ] as const;
  });
  return {
    v: 1,
    items: Object.fromEntries(answered),
    position: items.length - 1,
    elapsedMs: 1_800_000,
    seed: pupil,
    route: [],
    routed: null,
    manifest: MANIFEST,
    app: 'bench',
    final: true,
    saves: { ['0'.repeat(16)]: 12 },
  };
}

const campaignId = await campaignIdOf('2026-6e');
const sealed = Array.from({ length: pupils }, (_, pupil) => {
  const root = new Uint8Array(randomBytes(32));
  const holder = holderKeysOf(root, campaignId);
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), 'cloison/1/seal', 32)));
  const { bytes, hash } = sealEnvelope(holder, {
    kind: 'final',
    name: 'cahier',
    device: new Uint8Array(8),
    version: 1,
    previous: new Uint8Array(32),
    body: bodyOf(pupil),
    ceiling: CEILING,
    iv: new Uint8Array(randomBytes(12)),
  });
  return { holder, key, bytes, hash: Buffer.from(hash).toString('base64url') };
});

/** AES-256-GCM, inflate and JSON.parse on the same bytes. */
function floor(): number {
  let found = 0;
  for (const { key, bytes } of sealed) {
    const start = bytes.length - 16 - CEILING;
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(start - 12, start), {
      authTagLength: 16,
    });
    decipher.setAAD(bytes.subarray(0, start));
    decipher.setAuthTag(bytes.subarray(-16));
    const body = decipher.update(bytes.subarray(start, -16));
    decipher.final();
    const json = inflateRawSync(body.subarray(4, 4 + body.readUInt32BE(0))).toString('utf8');
    found += Object.keys((JSON.parse(json) as PupilBody).items).length;
  }
  return found;
}

const known = { manifests: new Set([MANIFEST]), isFinalEnvelope: true, stage: 1 };
function scores(): number {
  let sum = 0;
  for (const { holder, bytes, hash } of sealed) {
    const { body } = openEnvelope(holder, bytes, { kind: 'record-or-final', name: 'cahier' });
    const checked = checkPupilBody(parsePlainPupilBody(body), sequence, known);
    const sitting = scorePupil(sequence, checked, { hash, receipt: '000000' });
    for (const { score } of Object.values(sitting.items)) sum += score ?? 0;
  }
  return sum;
}

/** CPU microseconds a pupil. */
function cpu(work: () => number): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / pupils;
}

scores();
floor();
const rounds = Array.from({ length: runs }, () => {
  const [bare, whole] = [cpu(floor), cpu(scores)];
  return { bare, whole, ratio: bare / whole };
});
const median = (of: (round: (typeof rounds)[number]) => number) =>
  rounds.map(of).toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
const ratios = rounds.map(({ ratio }) => ratio);

/** What a kind of item is called here: its interactions, and whether texts are looked up in a mapping. */
function kindOf(item: Item): string {
  const kinds = [...new Set(interactionsOf(item.body).map(({ kind }) => kind))].join(' + ');
  return item.responses.some(({ mapping }) => mapping !== null) ? `${kinds}, mapped` : kinds;
}

const ANSWERS = 2_000;
/** Items a CPU second, by kind. */
function kindFigures() {
  const byKind = Map.groupBy(examples, ({ item }) => kindOf(item));
  return [...byKind]
    .map(([kind, ones]) => {
      const given = ones.map(({ item, answers }) => {
        const scorable = scorableItem(item);
        const responses = Array.from({ length: ANSWERS }, (_, pupil) => {
          const random = randomOf(`bench-${item.identifier}`, pupil);
          return simulateItem(answers, random.normal(), random) as PupilBody['items'][string]['responses'];
        });
        return { item, scorable, responses };
      });
      const perSecond = (work: (one: (typeof given)[number]) => void) => {
        const times = Array.from({ length: runs + 1 }, () => {
          const before = process.cpuUsage();
          for (const one of given) work(one);
          const { user, system } = process.cpuUsage(before);
          return (user + system) / 1e6;
        }).slice(1);
        return (given.length * ANSWERS) / times.toSorted((a, b) => a - b)[Math.floor(runs / 2)]!;
      };
      return {
        kind,
        items: given.length,
        anew: perSecond(({ item, responses }) => {
          for (const one of responses) score(item, one);
        }),
        remembered: perSecond(({ scorable, responses }) => {
          for (const one of responses) scorable.score(one);
        }),
      };
    })
    .toSorted((a, b) => a.kind.localeCompare(b.kind));
}

const kinds = kindFigures();
const result = {
  pupils,
  items: items.length,
  runs,
  cpuMicrosecondsAPupil: median(({ whole }) => whole),
  floorMicrosecondsAPupil: median(({ bare }) => bare),
  itemsACpuSecond: (items.length * 1e6) / median(({ whole }) => whole),
  ratio: { median: median(({ ratio }) => ratio), min: Math.min(...ratios), max: Math.max(...ratios) },
  kinds,
};
const say = (value: number, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits });
process.stderr.write(
  `scoring: ${pupils} pupils × ${items.length} items, ${runs} runs, CPU time of one thread\n` +
    `from sealed record to scores   ${say(result.cpuMicrosecondsAPupil)} µs a pupil, ${say(result.itemsACpuSecond)} items a second\n` +
    `open and JSON.parse            ${say(result.floorMicrosecondsAPupil)} µs a pupil\n` +
    `ratio                          ${say(result.ratio.median, 2)} (${say(result.ratio.min, 2)}–${say(result.ratio.max, 2)})\n`,
);
for (const { kind, items: count, anew, remembered } of kinds) {
  process.stderr.write(
    `${kind.padEnd(40)} ${String(count).padStart(3)} items ${say(anew).padStart(12)}/s anew ${say(remembered).padStart(12)}/s remembered\n`,
  );
}
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);

/**
 * From sealed records to scores, beside its floor: opening the same envelopes and parsing the same JSON, nothing more. Both in one
 * thread, in turn, in CPU time: a country is as many of these as pupils, in as many threads as there are processors.
 *
 *     node tests/office/bench-scoring.ts [--pupils 2000] [--items 60] [--runs 7] [--json]
 *
 * What is scored: a booklet of the items of the example campaigns, answered as `examples/src/answers.ts` draws answers. What is
 * counted: opening, the strict schema, the checks against the sequence, whether each item was begun, and its points.
 */
import { createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { inflateRawSync } from 'node:zlib';
import { type PupilBody, parsePupilBody } from '@cloison/protocol';
import { campaignIdOf } from '@cloison/protocol/public';
import { readPackage } from '@cloison/qti';
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
function booklet() {
  const all = (['6e', '2de', '6e-adaptatif', 'cp-ce1'] satisfies ExampleCampaign[]).flatMap((name) => {
    const answers = answersOf(name);
    return campaignFile(name).sequences.flatMap((sequence) =>
      readPackage(packageFiles(name, sequence.package)).items.map((item) => ({
        id: `${name}-${item.identifier}`.replaceAll('-', '_'),
        item,
        answers: answers.items[item.identifier]!,
      })),
    );
  });
  if (all.length < wanted) throw new Error(`there are ${all.length} items`);
  return all.slice(0, wanted);
}

const items = booklet();
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
  const key = Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), 'cloison/1/seal', 32));
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
    const checked = checkPupilBody(parsePupilBody(body), sequence, known);
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
const result = {
  pupils,
  items: items.length,
  runs,
  cpuMicrosecondsAPupil: median(({ whole }) => whole),
  floorMicrosecondsAPupil: median(({ bare }) => bare),
  itemsACpuSecond: (items.length * 1e6) / median(({ whole }) => whole),
  ratio: { median: median(({ ratio }) => ratio), min: Math.min(...ratios), max: Math.max(...ratios) },
};
const say = (value: number, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits });
process.stderr.write(
  `scoring: ${pupils} pupils × ${items.length} items, ${runs} runs, CPU time of one thread\n` +
    `from sealed record to scores   ${say(result.cpuMicrosecondsAPupil)} µs a pupil, ${say(result.itemsACpuSecond)} items a second\n` +
    `open and JSON.parse            ${say(result.floorMicrosecondsAPupil)} µs a pupil\n` +
    `ratio                          ${say(result.ratio.median, 2)} (${say(result.ratio.min, 2)}–${say(result.ratio.max, 2)})\n`,
);
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);

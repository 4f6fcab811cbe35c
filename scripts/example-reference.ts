/**
 * The reference year of the example campaign of sixième: a calibration of one domain, from invented pupils of the year
 * before. Written once; `examples/6e/campaign.yaml` links to it.
 *
 *     node scripts/example-reference.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  calibrate,
  createResponseMatrix,
  createScale,
  type ModelName,
  sequentialPool,
} from '@cloison/measurement';
import { describeCalibration } from '@cloison/study-files';
import { answersOf, campaignFolder, simulateItem } from '../examples/src/answers.ts';
import { randomOf } from '../examples/src/random.ts';

const DOMAIN = 'nombres';
const ITEMS = ['ma-nombres-1', 'ma-nombres-2', 'ma-nombres-3', 'ma-nombres-4', 'ma-nombres-5'];
const PUPILS = 3_000;
const SEED = 2025;

const table = answersOf('6e');
const random = randomOf(SEED, 'reference');
const scores = new Uint8Array(PUPILS * ITEMS.length);
for (let i = 0; i < PUPILS; i++) {
  const ability = random.normal();
  ITEMS.forEach((id, j) => {
    const item = table.items[id];
    if (item === undefined) throw new Error(id);
    const given = JSON.stringify(simulateItem(item, ability, random));
    const score =
      given === JSON.stringify(item.correct)
        ? item.maxScore
        : (item.others.find(({ responses }) => JSON.stringify(responses) === given)?.score ?? 0);
    scores[i * ITEMS.length + j] = score;
  });
}
const model = new Map(
  ITEMS.map((id): [string, ModelName] => [id, (table.items[id]?.maxScore ?? 1) > 1 ? 'gpcm' : '2pl']),
);
const calibration = await calibrate(
  { matrix: createResponseMatrix(ITEMS, scores), model },
  { pool: sequentialPool },
);
const [population] = calibration.groups;
if (population === undefined) throw new Error('no population');
const folder = join(campaignFolder('6e'), 'reference');
mkdirSync(folder, { recursive: true });
const file = { ...describeCalibration(calibration), scale: createScale(population) };
writeFileSync(join(folder, `${DOMAIN}-2025.json`), `${JSON.stringify(file, null, 1)}\n`);

/** A thread that counts over the vault, so that the service answers meanwhile: a country's steps take seconds to count. */
import { parentPort, workerData } from 'node:worker_threads';
import { Refusal } from '@cloison/command/refusal';
import type { Answers, Requests } from '@cloison/console-messages';
import { KeptNeeds } from '../../codes/kept-needs.ts';
import { campaignLife } from '../../status/campaign-life.ts';
import { explainStorage } from '../../vault/storage-failure.ts';
import { Desk } from '../desk/desk.ts';
import { areasShown } from '../pages/areas.ts';
import { schoolFile } from '../pages/files.ts';
import { incidents } from '../pages/incidents.ts';
import { participation, schoolsShown } from '../pages/participation.ts';
import { closing } from '../pages/results.ts';
import type { CountedName, CountNews, CountOrder, CountPlace } from './count-order.ts';

const keptNeeds = new KeptNeeds();

const COUNTS: { readonly [Name in CountedName]: (desk: Desk, request: Requests[Name]) => Answers[Name] } = {
  life: (desk, { campaign }) => campaignLife(desk.reader, campaign, desk.actor.now(), keptNeeds),
  participation: (desk, { campaign, sequence }) => participation(desk, campaign, sequence),
  schools: (desk, request) => schoolsShown(desk, request),
  incidents: (desk, { campaign }) => incidents(desk, campaign),
  schoolFile: (desk, { campaign, uai }) => schoolFile(desk, campaign, uai),
  areas: (desk, { campaign }) => areasShown(desk, campaign),
  closing: (desk, { campaign }) => closing(desk, campaign),
};

if (parentPort !== null) {
  const { vaultFolder, keysFolder, who } = workerData as CountPlace;
  let now = new Date();
  const actor = { who, now: () => now };
  const desk = new Desk({ vaultFolder, keysFolder, keys: null, passphrase: null, actor, waitMs: 0 });
  parentPort.on('message', ({ number, name, request, nowMs }: CountOrder) => {
    now = new Date(nowMs);
    const started = performance.now();
    let news: CountNews;
    try {
      const answer = COUNTS[name](desk, request as never);
      news = { kind: 'counted', number, answer, costMs: performance.now() - started };
    } catch (error) {
      news = newsOf(number, explainStorage(error, vaultFolder) ?? error);
    }
    parentPort?.postMessage(news);
  });
}

function newsOf(number: number, error: unknown): CountNews {
  if (!(error instanceof Refusal))
    return { kind: 'failed', number, message: error instanceof Error ? (error.stack ?? error.message) : '' };
  const { code, words, exit, data } = error;
  return { kind: 'refused', number, code, entry: { ...words, exit }, data };
}

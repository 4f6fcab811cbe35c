/** Pupils of the vault answer both sequences: plausible answers, sealed by the pupil's keys, saved by HTTP. */
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { answersOf, simulateResponses } from '@cloison/examples/answers';
import { randomOf } from '@cloison/examples/random';
import { NO_PREVIOUS, openHolder } from '@cloison/protocol';
import { bearer } from '@cloison/protocol/public';
import { holderRoot } from '../../apps/authority/src/codes/holder-secret.ts';
import { sealEnvelope } from '../../apps/authority/src/envelopes/envelope.ts';
import { holderKeysOf } from '../../apps/authority/src/envelopes/holder-keys.ts';
import type { HolderRow } from '../../apps/authority/src/vault/rows.ts';
import { NAME, type OfficeWorld } from './office-world.ts';

const IN_FLIGHT = 32;
const table = answersOf('6e');

export interface SitOptions {
  /** Whether they finish; by default they do. */
  readonly isFinal?: boolean;
  /** Whether a pupil sits; by default everybody does. */
  readonly isOf?: (pupil: number) => boolean;
  /** This pupil alone, found by the row. */
  readonly pupil?: number;
  /** How many sequences, in their order; by default all. */
  readonly sequences?: number;
  /** Called when the last envelope of a pupil is acknowledged. */
  readonly onDone?: (pupil: number) => void;
}

/** Number of envelopes saved. */
export async function sitPupils(
  { campaign }: Pick<OfficeWorld, 'campaign'>,
  platform: string,
  { isFinal = true, isOf = () => true, pupil, sequences: count, onDone = () => {} }: SitOptions = {},
): Promise<number> {
  const { vault, campaignId, manifest, manifestHash } = campaign;
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const sequences = manifest.sequences.slice(0, count).map(({ id, items }) => ({ id, items: [...items] }));
  let saved = 0;
  const sit = async (row: HolderRow) => {
    const root = holderRoot(campaign, row);
    const keys = holderKeysOf(root, campaignId, row.holder_id);
    const { access } = await openHolder(root, campaignId);
    const random = randomOf('sitting', row.pupil ?? 0);
    const ability = random.normal();
    for (const { id, items } of sequences) {
      const responses = simulateResponses(table, items, ability, random);
      const body = {
        v: 1,
        items: Object.fromEntries(
          [...responses].map(([item, given]) => [
            item,
            { responses: given, ms: 4_000 + random.below(60_000), visits: 1 },
          ]),
        ),
        position: items.length - 1,
        elapsedMs: 1_500_000,
        seed: 1,
        route: [],
        routed: null,
        manifest: manifestHash,
        app: 'bench',
        final: isFinal,
      };
      const envelope = sealEnvelope(keys, {
        kind: isFinal ? 'final' : 'record',
        name: id,
        device: new Uint8Array(8).fill(1),
        version: 1,
        previous: NO_PREVIOUS,
        body,
        ceiling: manifest.ceilings[id] ?? 512,
        iv: new Uint8Array(randomBytes(12)),
      });
      await put(agent, `${platform}/api/1/${NAME}/records/${id}`, bearer(access), envelope.bytes);
      saved += 1;
    }
    onDone(row.pupil ?? 0);
  };
  const rows = vault.iterate<HolderRow>(
    pupil === undefined
      ? `SELECT * FROM holder WHERE campaign = ? AND kind = 'pupil' AND state = 'assigned' ORDER BY holder_id`
      : `SELECT * FROM holder WHERE campaign = ? AND kind = 'pupil' AND state = 'assigned' AND pupil = ${pupil}`,
    NAME,
  );
  const lane = async () => {
    for (let next = rows.next(); next.done !== true; next = rows.next())
      if (isOf(next.value.pupil ?? 0)) await sit(next.value);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  agent.destroy();
  return saved;
}

/** Answers after which the same save is sent again: the machine is full of other work. */
const PASSING: readonly (number | undefined)[] = [408, 429, 503];
const TRIES = 5;

async function put(agent: Agent, url: string, authorization: string, body: Uint8Array): Promise<void> {
  for (let tries = 1; ; tries++) {
    const status = await putOnce(agent, url, authorization, body);
    if (status === 204 || status === 200) return;
    if (!PASSING.includes(status) || tries === TRIES) throw new Error(`a save was answered with ${status}`);
  }
}

function putOnce(
  agent: Agent,
  url: string,
  authorization: string,
  body: Uint8Array,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization,
      'content-type': 'application/octet-stream',
      'content-length': body.length,
    };
    const call = request(url, { method: 'PUT', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    call.on('error', reject);
    call.end(body);
  });
}

/** `cloison codes mint`: draws codes in advance, on every core. What is drawn is on disk; running it again goes on. */

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type ProgressMaker, silentProgress } from '@cloison/command/progress';
import type { CodeKind } from '@cloison/protocol';
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { DrawnHolder } from './draw.ts';
import { insertHolder } from './insert-holder.ts';
import type { MintOrder } from './mint-worker.ts';
import { codesInStock, codesNeeded } from './needs.ts';

export interface MintOptions {
  /** How many codes there must be in stock, nobody's yet. Default: what the roster needs. */
  readonly stock?: { readonly pupil?: number; readonly staff?: number };
  readonly threads?: number;
  readonly progress?: ProgressMaker;
  readonly label?: string;
  readonly signal?: AbortSignal;
}

export interface MintedCodes {
  /** Drawn by this run. */
  readonly minted: { readonly pupil: number; readonly staff: number };
  readonly stock: { readonly pupil: number; readonly staff: number };
}

/** About a quarter of a second of one core. */
const BATCH = 20;
/** Codes in one transaction, with one line in the journal; a kill loses fewer than this. */
const KEPT_TOGETHER = 500;

/** Throws `campaign-closed`; the signal's reason when interrupted (what was drawn is kept). */
export async function mintCodes(campaign: OpenCampaign, options: MintOptions = {}): Promise<MintedCodes> {
  requireOpen(campaign);
  const missing = codesToMint(campaign, options.stock);
  const orders: MintOrder[] = (['staff', 'pupil'] as const).flatMap((kind) =>
    ordersOf(campaign, kind, missing[kind]),
  );
  const total = missing.pupil + missing.staff;
  if (total > 0) {
    const progress = (options.progress ?? silentProgress)(options.label ?? 'codes', total);
    let done = 0;
    const waiting = { pupil: [] as DrawnHolder[], staff: [] as DrawnHolder[] };
    const flush = (kind: CodeKind) => {
      keep(campaign, kind, waiting[kind]);
      waiting[kind] = [];
    };
    try {
      await drawAll(orders, options, (kind, batch) => {
        waiting[kind].push(...batch);
        if (waiting[kind].length >= KEPT_TOGETHER) flush(kind);
        done += batch.length;
        progress.update(done);
      });
    } finally {
      // An interruption keeps what was drawn before it.
      flush('staff');
      flush('pupil');
      progress.stop();
    }
  }
  return { minted: missing, stock: codesInStock(campaign) };
}

/** How many codes `mintCodes` would draw now. */
export function codesToMint(
  campaign: OpenCampaign,
  stock: MintOptions['stock'],
): { readonly pupil: number; readonly staff: number } {
  const there = codesInStock(campaign);
  const wanted = stock ?? codesNeeded(campaign);
  return {
    pupil: Math.max(0, (wanted.pupil ?? 0) - there.pupil),
    staff: Math.max(0, (wanted.staff ?? 0) - there.staff),
  };
}

function ordersOf({ campaignId }: OpenCampaign, kind: CodeKind, count: number): MintOrder[] {
  const orders: MintOrder[] = [];
  for (let left = count; left > 0; left -= BATCH)
    orders.push({ kind, count: Math.min(BATCH, left), campaignId });
  return orders;
}

function keep(campaign: OpenCampaign, kind: CodeKind, batch: readonly DrawnHolder[]): void {
  const { vault, actor, name } = campaign;
  if (batch.length === 0) return;
  vault.transaction(() => {
    for (const drawn of batch) insertHolder(campaign, drawn, kind, 'minted');
    appendJournal(vault, actor, 'codes.mint', name, { kind, count: batch.length });
  });
}

/** One worker a core, each with one order at a time. The first failure ends them all. */
async function drawAll(
  orders: readonly MintOrder[],
  { threads, signal }: MintOptions,
  onBatch: (kind: CodeKind, batch: readonly DrawnHolder[]) => void,
): Promise<void> {
  const queue = [...orders];
  const count = Math.min(threads ?? availableParallelism(), queue.length);
  const workers = Array.from(
    { length: count },
    () => new Worker(new URL('./mint-worker.ts', import.meta.url)),
  );
  try {
    await Promise.all(workers.map((worker) => drive(worker, queue, signal, onBatch)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

async function drive(
  worker: Worker,
  queue: MintOrder[],
  signal: AbortSignal | undefined,
  onBatch: (kind: CodeKind, batch: readonly DrawnHolder[]) => void,
): Promise<void> {
  for (let order = queue.shift(); order !== undefined; order = queue.shift()) {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<readonly DrawnHolder[]>();
    worker.once('message', resolve).once('error', reject);
    worker.postMessage(order);
    const batch = await promise;
    worker.off('error', reject);
    onBatch(order.kind, batch);
  }
}

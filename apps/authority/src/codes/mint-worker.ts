/** A thread that draws codes: Argon2id keeps one core busy. Asked for a batch, it answers with one. */
import { parentPort } from 'node:worker_threads';
import type { CodeKind } from '@cloison/protocol';
import { argon2idOnThisThread } from '@cloison/protocol/argon2-node';
import type { Bytes } from '@cloison/protocol/public';
import { type DrawnHolder, drawCode } from './draw.ts';

export interface MintOrder {
  readonly kind: CodeKind;
  readonly count: number;
  readonly campaignId: Bytes;
}

parentPort!.on('message', async ({ kind, count, campaignId }: MintOrder) => {
  const batch: DrawnHolder[] = [];
  for (let i = 0; i < count; i++) batch.push(await drawCode(kind, campaignId, argon2idOnThisThread));
  parentPort!.postMessage(batch);
});

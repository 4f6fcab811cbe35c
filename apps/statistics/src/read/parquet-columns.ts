/**
 * A Parquet file as columns of texts, decoded in a thread of its own: a damaged file may keep the decoder busy for ever, or
 * make it ask for all the memory there is, and then only that thread is ended.
 */
import { readFileSync, statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { refuseMeasurement } from './refusals.ts';

/** Each different text once, and which of them stands in each row. */
export interface TextColumn {
  readonly name: string;
  readonly texts: readonly string[];
  readonly codes: Uint32Array;
}

export interface ParquetColumns {
  readonly rows: number;
  readonly columns: readonly TextColumn[];
}

export type DecodeAnswer =
  | { readonly kind: 'decoded'; readonly table: ParquetColumns }
  | { readonly kind: 'failed'; readonly fault: ParquetFault };

/** What is wrong with a file, in our words: the decoder's name its own parts. */
export interface ParquetFault {
  readonly fr: string;
  readonly en: string;
}

/** Far above what any file takes: a country's answers are decoded at several megabytes a second. */
const PATIENCE_MS = 60_000;
const PATIENCE_MS_PER_MIB = 5_000;

let worker: Worker | null = null;

/** Throws `responses-unreadable`. One file at a time. */
export async function readParquetColumns(path: string, patienceMs?: number): Promise<ParquetColumns> {
  const limit = patienceMs ?? PATIENCE_MS + (PATIENCE_MS_PER_MIB * statSync(path).size) / 2 ** 20;
  const answer = await decode(readFileSync(path), limit);
  if (answer.kind === 'failed') throw refuseMeasurement('responses-unreadable', { path, ...answer.fault });
  return answer.table;
}

function decode(bytes: Buffer, limitMs: number): Promise<DecodeAnswer> {
  worker ??= new Worker(new URL('./parquet-worker.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const mine = worker;
  return new Promise((resolve) => {
    const settle = (answer: DecodeAnswer) => {
      clearTimeout(timer);
      mine.off('message', settle).off('error', failed);
      mine.unref();
      resolve(answer);
    };
    const giveUp = (fault: ParquetFault) => {
      worker = null;
      settle({ kind: 'failed', fault });
      void mine.terminate();
    };
    const failed = () =>
      giveUp({
        fr: 'ce fichier Parquet est endommagé, ou demande plus de mémoire qu’il n’y en a',
        en: 'this Parquet file is damaged, or asks for more memory than there is',
      });
    const seconds = Math.round(limitMs / 1000);
    const endless = {
      fr: `sa lecture n’est pas finie après ${seconds} s : ce fichier Parquet est endommagé`,
      en: `reading has not ended after ${seconds} s: this Parquet file is damaged`,
    };
    const timer = setTimeout(() => giveUp(endless), limitMs);
    mine.on('message', settle).on('error', failed);
    mine.ref();
    mine.postMessage(new Uint8Array(bytes));
  });
}

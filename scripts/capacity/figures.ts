/** The measured costs that the simulation stands on: `figures.json`, written by `npm run capacity -- --measure`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figures } from './cell.ts';

const PATH = join(import.meta.dirname, 'figures.json');

export type StoreKind = 'postgres' | 'nats';

export interface MeasuredFigures {
  /** Day and machine in words. */
  readonly measured: string;
  readonly machine: string;
  readonly stores: Readonly<Record<StoreKind, Figures>>;
}

export function readFigures(): MeasuredFigures {
  return JSON.parse(readFileSync(PATH, 'utf8')) as MeasuredFigures;
}

export function writeFigures(figures: MeasuredFigures): void {
  writeFileSync(PATH, `${JSON.stringify(figures, null, 2)}\n`);
}

/** Arguments and options of the disclosure commands, and what they share. */
import { getRandomValues } from 'node:crypto';
import { file, optional, required, type Terminal, whole } from '@cloison/command';
import type { UniformAt } from '@cloison/disclosure';
import { uniformAt } from '@cloison/measurement';
import { withThreadPool } from '@cloison/threads';
import { DELIMITER } from '../frame/delimiter.ts';
import { DISCLOSURE_WORKER, type Job, type Pool } from './disclosure-job.ts';
import { disclosureRefusal } from './refusals.ts';

export const MICRODATA = {
  microdata: required(file(), {
    fr: 'fichier de personnes : CSV avec en-tête, ou Parquet, une ligne par personne',
    en: 'file of persons: CSV with a header, or Parquet, one row a person',
  }),
} as const;

export const DISCLOSURE_OPTIONS = {
  spec: required(file(), {
    fr: 'spécification : chaque variable, son rôle, sa règle (YAML)',
    en: 'specification: every variable, its role, its rule (YAML)',
  }),
  delimiter: DELIMITER,
  suda: optional(whole({ min: 0, max: 8 }), {
    fr: 'plus grand ensemble de variables d’un unique spécial (3 ; 0 : ne pas les chercher)',
    en: 'largest set of variables of a special unique (3; 0: do not look for them)',
  }),
  seed: optional(whole(), {
    fr: 'graine du hasard, à garder secrète (défaut : tirée et oubliée)',
    en: 'seed of chance, to be kept secret (default: drawn and forgotten)',
  }),
  threads: optional(whole({ min: 1, max: 256 }), {
    fr: 'fils d’exécution (défaut : ceux de la machine)',
    en: 'threads (default: what the machine has)',
  }),
} as const;

/** Random numbers of a seed that is given, or such that nobody can find again. */
export function randomOf(seed: number | undefined): UniformAt {
  return seed === undefined ? secretUniform() : (stream, counter) => uniformAt(seed, stream, counter);
}

const CHUNK_BITS = 12;

/** Drawn from the system when first asked for, and then the same for the same stream and counter. */
function secretUniform(): UniformAt {
  const streams = new Map<number, Uint32Array[]>();
  return (stream, counter) => {
    let chunks = streams.get(stream);
    if (chunks === undefined) {
      chunks = [];
      streams.set(stream, chunks);
    }
    const at = counter >>> CHUNK_BITS;
    let chunk = chunks[at];
    if (chunk === undefined) {
      chunk = getRandomValues(new Uint32Array(2 << CHUNK_BITS));
      chunks[at] = chunk;
    }
    const place = 2 * (counter & ((1 << CHUNK_BITS) - 1));
    return ((chunk[place]! >>> 5) * 0x400_0000 + (chunk[place + 1]! >>> 6)) / 0x20_0000_0000_0000;
  };
}

/** Runs with threads that end with the command, and gives the package's errors the commands' words. */
export async function withDisclosurePool<Result>(
  terminal: Terminal,
  threads: number | undefined,
  run: (pool: Pool) => Promise<Result>,
): Promise<Result> {
  try {
    return await withThreadPool<Job, Result>(DISCLOSURE_WORKER, threads, terminal.signal, run);
  } catch (error) {
    throw disclosureRefusal(error) ?? error;
  }
}

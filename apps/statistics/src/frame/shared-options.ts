/** Options that several commands share, and what they come to. */
import {
  choice,
  file,
  fileToWrite,
  flag,
  list,
  optional,
  required,
  type Terminal,
  text,
  type ValuesOf,
  whole,
  withDefault,
} from '@cloison/command';
import { withThreadPool } from '@cloison/threads';
import { type Job, LANE_WORKER, type Pool } from '../read/job.ts';
import type { ReadOptions } from '../read/read-responses.ts';
import { DELIMITER } from './delimiter.ts';

export const RESPONSES = {
  responses: required(file(), {
    fr: 'fichier de réponses : CSV (avec ou sans en-tête) ou Parquet, une ligne par élève',
    en: 'response file: CSV (with or without a header) or Parquet, one row a pupil',
  }),
} as const;

export const CALIBRATION = {
  calibration: required(file(), {
    fr: 'fichier écrit par « calibrate » ou « link »',
    en: 'file written by "calibrate" or "link"',
  }),
} as const;

export const HEADER_OPTIONS = {
  header: withDefault(choice(['auto', 'yes', 'no']), 'auto', {
    fr: 'la première ligne nomme les colonnes',
    en: 'the first line names the columns',
  }),
  delimiter: DELIMITER,
} as const;

export const READ_OPTIONS = {
  items: optional(list(), {
    fr: 'colonnes des items : noms ou numéros, « I1:I20 », séparés par des virgules (défaut : toutes les autres)',
    en: 'columns of the items: names or numbers, "I1:I20", separated by commas (default: all others)',
  }),
  id: optional(text(), { fr: 'colonne qui identifie la ligne', en: 'column that identifies the row' }),
  ...HEADER_OPTIONS,
  omitted: withDefault(list(), '.', { fr: 'codes d’une réponse omise', en: 'codes of an omitted answer' }),
  notReached: withDefault(list(), '/', {
    fr: 'codes d’un item non atteint',
    en: 'codes of an item not reached',
  }),
  trailingNotReached: flag({
    fr: 'les omissions en fin de ligne sont des items non atteints',
    en: 'omissions at the end of a row are items not reached',
  }),
  key: optional(file(), {
    fr: 'clé : CSV item, option, score ; les cellules sont alors des choix',
    en: 'key: CSV of item, option, score; cells are choices then',
  }),
  threads: optional(whole({ min: 1, max: 256 }), {
    fr: 'fils d’exécution (défaut : ceux de la machine)',
    en: 'threads (default: what the machine has)',
  }),
} as const;

export const GROUP_OPTION = {
  group: optional(text(), { fr: 'colonne du groupe', en: 'column of the group' }),
} as const;
export const WEIGHT_OPTION = {
  weight: optional(text(), { fr: 'colonne du poids de sondage', en: 'column of the sampling weight' }),
} as const;
export const CLUSTER_OPTION = {
  cluster: optional(text(), {
    fr: 'colonne de la classe ou de l’école : erreurs types par grappe',
    en: 'column of the class or school: standard errors by cluster',
  }),
} as const;
export const REPORT_OPTION = {
  report: optional(fileToWrite(), {
    fr: 'rapport HTML, lisible sans réseau',
    en: 'HTML report that opens without a network',
  }),
} as const;

type ReadValues = ValuesOf<typeof RESPONSES & typeof READ_OPTIONS> & {
  readonly group?: string | undefined;
  readonly weight?: string | undefined;
  readonly cluster?: string | undefined;
  readonly background?: readonly string[] | undefined;
  readonly factors?: readonly string[] | undefined;
};

export function readOptions(options: ReadValues): ReadOptions {
  return {
    path: options.responses,
    header: options.header,
    delimiter: options.delimiter ?? null,
    items: options.items ?? null,
    id: options.id ?? null,
    group: options.group ?? null,
    weight: options.weight ?? null,
    cluster: options.cluster ?? null,
    background: options.background ?? [],
    factors: options.factors ?? [],
    omitted: options.omitted,
    notReached: options.notReached,
    trailingNotReached: options.trailingNotReached,
    key: options.key ?? null,
  };
}

/** Runs with threads that end with the command. */
export const withThreads = <Result>(
  terminal: Terminal,
  threads: number | undefined,
  run: (pool: Pool) => Promise<Result>,
): Promise<Result> => withThreadPool<Job, Result>(LANE_WORKER, threads, terminal.signal, run);

/** Seconds since it was last asked, to the millisecond. */
export function stopwatch(): () => number {
  let since = performance.now();
  return () => {
    const now = performance.now();
    const seconds = Math.round(now - since) / 1000;
    since = now;
    return seconds;
  };
}

/** Options that several measurement commands share, and how their texts are read. */
import { availableParallelism } from 'node:os';
import type { OptionValues, Session, VerbOption } from '../cli/verb.ts';
import type { ReadOptions } from './read-responses.ts';
import { asRefusal, refuseMeasurement } from './refusals.ts';
import { createThreadPool, type ThreadPool } from './thread-pool.ts';

export const RESPONSES_ARGUMENT = [
  '<responses>',
  {
    fr: 'fichier de réponses : CSV (avec ou sans en-tête) ou Parquet, une ligne par élève',
    en: 'response file: CSV (with or without a header) or Parquet, one row a pupil',
  },
] as const;

export const HEADER_OPTIONS: readonly VerbOption[] = [
  {
    flags: '--header <choice>',
    words: { fr: 'la première ligne nomme les colonnes', en: 'the first line names the columns' },
    choices: ['auto', 'yes', 'no'],
    fallback: 'auto',
  },
  {
    flags: '--delimiter <character>',
    words: { fr: 'séparateur de cellules (défaut : deviné)', en: 'what separates cells (default: guessed)' },
  },
];

export const READ_OPTIONS: readonly VerbOption[] = [
  {
    flags: '--items <columns>',
    words: {
      fr: 'colonnes des items : noms ou numéros, « I1:I20 », séparés par des virgules (défaut : toutes les autres)',
      en: 'columns of the items: names or numbers, "I1:I20", separated by commas (default: all others)',
    },
  },
  {
    flags: '--id <column>',
    words: { fr: 'colonne qui identifie la ligne', en: 'column that identifies the row' },
  },
  ...HEADER_OPTIONS,
  {
    flags: '--omitted <codes>',
    words: { fr: 'codes d’une réponse omise', en: 'codes of an omitted answer' },
    fallback: '.',
  },
  {
    flags: '--not-reached <codes>',
    words: { fr: 'codes d’un item non atteint', en: 'codes of an item not reached' },
    fallback: '/',
  },
  {
    flags: '--trailing-not-reached',
    words: {
      fr: 'les omissions en fin de ligne sont des items non atteints',
      en: 'omissions at the end of a row are items not reached',
    },
  },
  {
    flags: '--key <file>',
    words: {
      fr: 'clé : CSV item, option, score ; les cellules sont alors des choix',
      en: 'key: CSV of item, option, score; cells are choices then',
    },
  },
  {
    flags: '--threads <number>',
    words: {
      fr: 'fils d’exécution (défaut : ceux de la machine)',
      en: 'threads (default: what the machine has)',
    },
  },
];

export const GROUP_OPTION: VerbOption = {
  flags: '--group <column>',
  words: { fr: 'colonne du groupe', en: 'column of the group' },
};
export const WEIGHT_OPTION: VerbOption = {
  flags: '--weight <column>',
  words: { fr: 'colonne du poids de sondage', en: 'column of the sampling weight' },
};
export const CLUSTER_OPTION: VerbOption = {
  flags: '--cluster <column>',
  words: {
    fr: 'colonne de la classe ou de l’école : erreurs types par grappe',
    en: 'column of the class or school: standard errors by cluster',
  },
};
export const REPORT_OPTION: VerbOption = {
  flags: '--report <file>',
  words: { fr: 'rapport HTML, lisible sans réseau', en: 'HTML report that opens without a network' },
};

export function readOptions(path: string, options: OptionValues): ReadOptions {
  return {
    path,
    header: text(options.header) as ReadOptions['header'],
    delimiter: text(options.delimiter)?.replace('\\t', '\t') ?? null,
    items: list(options.items),
    id: text(options.id),
    group: text(options.group),
    weight: text(options.weight),
    cluster: text(options.cluster),
    background: list(options.background) ?? [],
    omitted: list(options.omitted) ?? [],
    notReached: list(options.notReached) ?? [],
    trailingNotReached: options.trailingNotReached === true,
    key: text(options.key),
  };
}

export function text(value: OptionValues[string]): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function list(value: OptionValues[string]): readonly string[] | null {
  return (
    text(value)
      ?.split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '') ?? null
  );
}

/** A number in bounds, or the fallback when the option is not given. Throws `option-bad`. */
export function number<Fallback>(
  options: OptionValues,
  name: string,
  { low, high, whole = false, fallback }: { low: number; high: number; whole?: boolean; fallback: Fallback },
): number | Fallback {
  const given = text(options[name]);
  if (given === null) return fallback;
  const value = Number(given);
  if (!Number.isFinite(value) || value < low || value > high || (whole && !Number.isInteger(value))) {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw refuseMeasurement('option-bad', { option: flag, expected: `${low} … ${high}` });
  }
  return value;
}

/** Runs with threads that end with the command, and gives the package's errors the commands' words. */
export async function withThreads<Result>(
  session: Session,
  options: OptionValues,
  run: (pool: ThreadPool) => Promise<Result>,
): Promise<Result> {
  const threads = number(options, 'threads', {
    low: 1,
    high: 256,
    whole: true,
    fallback: availableParallelism(),
  });
  const pool = createThreadPool(threads);
  const onAbort = () => void pool.close();
  session.signal.addEventListener('abort', onAbort);
  try {
    return await run(pool);
  } catch (error) {
    throw asRefusal(error);
  } finally {
    session.signal.removeEventListener('abort', onAbort);
    await pool.close();
  }
}

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

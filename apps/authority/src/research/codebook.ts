/** The codebook of a research file: each variable with its label, values, counts and missing codes. */
import { printable } from '@cloison/command/printable';
import type { Localised } from '@cloison/protocol';
import type { CampaignSpec } from '../campaign/spec.ts';
import type { EntryAgreement } from '../desk/double-entries.ts';
import type { ScorableItem, ScoringModel } from '../score/sequence-scoring.ts';
import type { AnonymiseOutcome } from './anonymise.ts';
import type { ReleasedAnswers } from './anonymise-rows.ts';
import { SUPPRESSED_TEXT } from './rare-texts.ts';
import type { ResearchRecord } from './research-record.ts';

/** Under which values that are no code are counted together. */
export const OTHER_VALUES = '…';

/** In the columns of responses: why there is none. Texts of pupils that begin with "#" are written with a space before. */
export const MISSING = {
  '#NR': { fr: 'sans réponse', en: 'no answer' },
  '#ABS': { fr: 'absent', en: 'absent' },
  '#NE': { fr: 'non enseigné', en: 'not taught' },
  '#NV': {
    fr: 'non vu : séquence non commencée ou non terminée',
    en: 'not reached: sequence not begun or not finished',
  },
  '#ND': {
    fr: 'non donné : l’élève a eu un autre module ou un autre cahier',
    en: 'not given: the pupil had another module or booklet',
  },
  [SUPPRESSED_TEXT]: {
    fr: 'texte supprimé par le secret statistique',
    en: 'text suppressed for statistical secrecy',
  },
} as const satisfies Readonly<Record<string, Localised>>;

export interface Variable {
  readonly name: string;
  readonly type: 'STRING' | 'DOUBLE' | 'INT32';
  readonly label: Localised;
  /** Labels of coded values, in order. */
  readonly values: Readonly<Record<string, Localised>>;
  /** For items and scores. */
  readonly domain: string | null;
  readonly maxScore: number | null;
  /** The value of one pupil; null is an empty cell. */
  readonly read: (record: ResearchRecord) => string | number | null;
}

export interface CodebookVariable extends Omit<Variable, 'read'> {
  /** Of coded values and missing codes; for numbers: how many there are. */
  readonly counts: Readonly<Record<string, number>>;
  readonly missing: number;
  readonly mean: number | null;
}

export interface CodebookFile {
  readonly level: string;
  readonly csv: string;
  readonly parquet: string;
  readonly rows: number;
  readonly variables: readonly CodebookVariable[];
}

export interface Codebook {
  readonly v: 1;
  readonly campaign: string;
  readonly title: Localised;
  readonly year: number;
  readonly missingCodes: Readonly<Record<string, Localised>>;
  readonly anonymisation: AnonymiseOutcome;
  /** Booklets keyed twice, by level and sequence: on how many cells both keyings agree. Missing: none was. */
  readonly doubleEntry?: readonly EntryAgreement[];
  readonly files: readonly CodebookFile[];
}

const GROUPS = {
  needs: { fr: 'à besoins', en: 'needs support' },
  fragile: { fr: 'fragile', en: 'fragile' },
  satisfactory: { fr: 'satisfaisant', en: 'satisfactory' },
} as const;

const STATES = {
  notBegun: { fr: 'non commencée', en: 'not begun' },
  begun: { fr: 'commencée, non terminée', en: 'begun, not finished' },
  complete: { fr: 'terminée', en: 'complete' },
  absent: { fr: 'absent', en: 'absent' },
} as const;

/** Variables of the file of one level, in the order of its columns. `scaled`: plausible values of each domain with scale scores. */
export function variablesOf(
  spec: CampaignSpec,
  model: ScoringModel,
  level: string,
  scaled: ReadonlyMap<string, number> = new Map(),
  released: ReleasedAnswers = { items: 'responses', seconds: true },
): Variable[] {
  const background = (
    name: string,
    fr: string,
    en: string,
    values: Variable['values'],
    read: Variable['read'],
    type: Variable['type'] = 'STRING',
  ): Variable => ({ name, type, label: { fr, en }, values, domain: null, maxScore: null, read });
  const domainOf = new Map(
    spec.domains.flatMap(({ id, sequence, items }) =>
      items.map((item) => [`${sequence}/${item}`, id] as const),
    ),
  );
  const sequences = [...model.values()].filter((sequence) => sequence.level === level);
  return [
    background('id', 'identifiant aléatoire', 'random identifier', {}, ({ id }) => id),
    background('niveau', 'niveau', 'level', {}, (record) => record.level),
    background(
      'sexe',
      'sexe',
      'sex',
      { F: { fr: 'fille', en: 'girl' }, M: { fr: 'garçon', en: 'boy' } },
      ({ background: b }) => b.sex,
    ),
    background(
      'naissance_annee',
      'année de naissance',
      'year of birth',
      {},
      ({ background: b }) => b.birthYear,
      'INT32',
    ),
    background(
      'naissance_trimestre',
      'trimestre de naissance',
      'quarter of birth',
      {},
      ({ background: b }) => b.birthQuarter,
      'INT32',
    ),
    background(
      'secteur',
      'secteur de l’établissement',
      'sector of the school',
      { PU: { fr: 'public', en: 'public' }, PR: { fr: 'privé', en: 'private' } },
      ({ background: b }) => b.sector,
    ),
    background(
      'ep',
      'éducation prioritaire',
      'priority network',
      {
        HEP: { fr: 'hors éducation prioritaire', en: 'outside priority networks' },
        REP: { fr: 'REP', en: 'REP' },
        'REP+': { fr: 'REP+', en: 'REP+' },
      },
      ({ background: b }) => b.priority,
    ),
    background(
      'region',
      'région de l’établissement',
      'region of the school',
      {},
      ({ background: b }) => b.region,
    ),
    background(
      'departement',
      'département de l’établissement',
      'département of the school',
      {},
      ({ background: b }) => b.departement,
    ),
    ...sequences.map((sequence): Variable => {
      const title = spec.sequences.find(({ id }) => id === sequence.id)?.title ?? {
        fr: sequence.id,
        en: sequence.id,
      };
      return {
        name: `etat_${sequence.id}`,
        type: 'STRING',
        label: { fr: `état de la séquence « ${title.fr} »`, en: `state of the sequence “${title.en}”` },
        values: STATES,
        domain: null,
        maxScore: null,
        read: (record) => record.sequences[sequence.id]?.state ?? null,
      };
    }),
    ...spec.domains
      .filter((domain) => domain.level === level)
      .flatMap(({ id, title, maxScore, forms }): Variable[] => [
        {
          name: `score_${id}`,
          type: 'DOUBLE',
          label: { fr: `score : ${title.fr}`, en: `score: ${title.en}` },
          values: {},
          domain: id,
          maxScore,
          read: (record) => record.domains[id]?.score ?? null,
        },
        {
          name: `groupe_${id}`,
          type: 'STRING',
          label: { fr: `groupe : ${title.fr}`, en: `group: ${title.en}` },
          values: GROUPS,
          domain: id,
          maxScore: null,
          read: (record) => record.domains[id]?.group ?? null,
        },
        ...(forms === undefined ? [] : [formVariable(id, title)]),
        ...(scaled.has(id) ? scaleVariables(id, title, scaled.get(id) ?? 0) : []),
      ]),
    ...sequences.flatMap((sequence) =>
      [...sequence.items.values()].flatMap((item) =>
        itemVariables(sequence.id, item, domainOf.get(`${sequence.id}/${item.id}`) ?? null, released),
      ),
    ),
  ];
}

function formVariable(domain: string, title: Localised): Variable {
  return {
    name: `forme_${domain}`,
    type: 'STRING',
    label: {
      fr: `module ou cahier passé : ${title.fr} ; le score et ses seuils sont ceux de cette forme`,
      en: `module or booklet that was sat: ${title.en}; the score and its thresholds are those of this form`,
    },
    values: {},
    domain,
    maxScore: null,
    read: (record) => record.domains[domain]?.form ?? null,
  };
}

function scaleVariables(domain: string, title: Localised, draws: number): Variable[] {
  const base = { type: 'DOUBLE', values: {}, domain, maxScore: null } as const;
  return [
    {
      ...base,
      name: `echelle_${domain}`,
      label: {
        fr: `niveau sur l’échelle de la campagne : ${title.fr}`,
        en: `ability on the campaign’s scale: ${title.en}`,
      },
      read: (record) => record.scales?.[domain]?.score ?? null,
    },
    {
      ...base,
      name: `erreur_${domain}`,
      label: {
        fr: `erreur type du niveau : ${title.fr}`,
        en: `standard error of the ability: ${title.en}`,
      },
      read: (record) => record.scales?.[domain]?.error ?? null,
    },
    ...Array.from(
      { length: draws },
      (_, k): Variable => ({
        ...base,
        name: `pv${k + 1}_${domain}`,
        label: {
          fr: `valeur plausible ${k + 1} sur ${draws} : ${title.fr} ; à combiner par les règles de Rubin, jamais à moyenner par élève`,
          en: `plausible value ${k + 1} of ${draws}: ${title.en}; combine by Rubin’s rules, never average by pupil`,
        },
        read: (record) => record.scales?.[domain]?.plausible?.[k] ?? null,
      }),
    ),
  ];
}

function itemVariables(
  sequence: string,
  item: ScorableItem,
  domain: string | null,
  { items, seconds }: ReleasedAnswers,
): Variable[] {
  if (items === 'none') return [];
  const key = `${sequence}/${item.id}`;
  const name = `${sequence}_${item.id}`;
  const base = { values: {}, domain };
  const all: Variable[] = [
    {
      ...base,
      name: `r_${name}`,
      type: 'STRING',
      label: { fr: `réponse : ${item.title}`, en: `response: ${item.title}` },
      values: MISSING,
      maxScore: null,
      read: (record) =>
        record.items[key] === undefined && record.sequences[sequence]?.state === 'complete'
          ? '#ND'
          : responseText(item, record.items[key]),
    },
    {
      ...base,
      name: `s_${name}`,
      type: 'DOUBLE',
      label: { fr: `points : ${item.title}`, en: `points: ${item.title}` },
      maxScore: item.maxScore,
      read: (record) => record.items[key]?.score ?? null,
    },
    {
      ...base,
      name: `t_${name}`,
      type: 'DOUBLE',
      label: { fr: `secondes passées : ${item.title}`, en: `seconds spent: ${item.title}` },
      maxScore: null,
      read: (record) => {
        const ms = record.items[key]?.ms ?? null;
        return ms === null ? null : ms / 1000;
      },
    },
  ];
  return all.filter(
    ({ name: of }) => (items === 'responses' || !of.startsWith('r_')) && (seconds || !of.startsWith('t_')),
  );
}

/** The lexical response; members of a list joined by "|", responses of one item by " ; ". */
function responseText(item: ScorableItem, result: ResearchRecord['items'][string] | undefined): string {
  if (result === undefined) return '#NV';
  switch (result.state) {
    case 'noAnswer':
      return '#NR';
    case 'absent':
      return '#ABS';
    case 'notTaught':
      return '#NE';
    case 'answered':
      return item.responses
        .map(({ id }) => {
          const value = Object.hasOwn(result.responses, id) ? (result.responses[id] ?? null) : null;
          if (value === null) return '#NR';
          // Controls and marks of direction as `\u{0}`: a page of ours saves none, a client of one's own may.
          const text = printable(typeof value === 'string' ? value : value.join('|'));
          return text.startsWith('#') && text !== SUPPRESSED_TEXT ? ` ${text}` : text;
        })
        .join(' ; ');
  }
}

/** Counts of a variable while the rows pass by. */
export class VariableCounter {
  readonly variable: Variable;
  readonly #counts = new Map<string, number>();
  #missing = 0;
  #sum = 0;
  #numbers = 0;
  constructor(variable: Variable) {
    this.variable = variable;
  }

  add(value: string | number | null): void {
    if (value === null) {
      this.#missing += 1;
      return;
    }
    if (typeof value === 'number') {
      this.#sum += value;
      this.#numbers += 1;
    }
    const isCoded =
      this.variable.type === 'INT32' ||
      (typeof value === 'string' && Object.hasOwn(this.variable.values, value)) ||
      this.variable.name === 'region' ||
      this.variable.name === 'departement' ||
      this.variable.name === 'niveau';
    const key = isCoded ? String(value) : OTHER_VALUES;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  result(): CodebookVariable {
    const { read: _read, ...variable } = this.variable;
    return {
      ...variable,
      counts: Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1))),
      missing: this.#missing,
      mean: variable.type === 'DOUBLE' && this.#numbers > 0 ? this.#sum / this.#numbers : null,
    };
  }
}

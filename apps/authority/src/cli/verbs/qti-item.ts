/** `cloison qti score` and `deliver`: one item by its file, with what scores and publishes it in a campaign. */
import {
  choice,
  defineVerb,
  file,
  optional,
  printableJson,
  required,
  type Terminal,
  text,
  withDefault,
} from '@cloison/command';
import { type Problem, problemsAsData, renderProblems } from '@cloison/command/problem';
import {
  declaredMaximum,
  type Item,
  type OutcomeValue,
  QtiProblems,
  type ReadItemOptions,
  type ResponseError,
  score,
  toDelivery,
} from '@cloison/qti';
import { readItemFile } from '../../specify/item-file.ts';
import { fromQti } from '../../specify/packages.ts';
import { responseErrorWords } from '../../specify/response-error-words.ts';
import { readResponsesFile } from '../../specify/responses-file.ts';
import { refuseQti } from './qti-refusals.ts';

const verb = defineVerb<Terminal>();

export const SEED = { fr: 'graine', en: 'seed' };
export const SEED_OPTION = {
  fr: 'choisit les variantes des items à variables (sinon : celles que tout le monde a) ; d’une campagne : GRAINE/SÉQUENCE/NUMÉRO',
  en: 'chooses the variants of items with variables (else: those that everybody has); of a campaign: SEED/SEQUENCE/NUMBER',
};

const ITEM = {
  item: required(
    file(),
    {
      fr: 'fichier XML d’un item ; ses textes partagés et feuilles de style sont cherchés dans son paquet',
      en: 'XML file of an item; its shared texts and style sheets are looked for in its package',
    },
    { placeholder: { fr: 'item.xml', en: 'item.xml' } },
  ),
} as const;

export const scoreVerb = verb({
  name: 'score',
  summary: {
    fr: 'calcule un item pour des réponses : toutes ses variables de résultat, en JSON',
    en: 'scores an item for responses: all its outcome variables, as JSON',
  },
  about: {
    fr: 'Réponses : { "RESPONSE": "A" }, { "RESPONSE": ["A", "B"] } ou { "RESPONSE": null }. Une paire est "A B", un point "x y", un nombre reste comme il a été tapé ("3,5"). Un résultat infini est "INF" ou "-INF". Ce qu’une campagne refuse et qui ne change pas le résultat (une image d’une autre adresse, un attribut inconnu) est laissé de côté et nommé dans leftOut ; les réponses sont alors comptées comme par --validity specification, et maxScore est celui que l’item déclare, ou null.',
    en: 'Responses: { "RESPONSE": "A" }, { "RESPONSE": ["A", "B"] } or { "RESPONSE": null }. A pair is "A B", a point "x y", a number stays as it was typed ("3,5"). An infinite outcome is "INF" or "-INF". What a campaign refuses and no outcome depends on (a picture at another address, an unknown attribute) is left out and named in leftOut; the responses then count as with --validity specification, and maxScore is what the item declares, or null.',
  },
  arguments: {
    ...ITEM,
    responses: required(
      file(),
      { fr: 'fichier JSON des réponses', en: 'JSON file of the responses' },
      { placeholder: { fr: 'reponses.json', en: 'responses.json' } },
    ),
  },
  options: {
    validity: withDefault(choice(['player', 'specification']), 'player', {
      fr: 'player : seulement ce qu’un lecteur peut envoyer ; specification : aussi ce qui est formellement invalide, comme la norme le compte',
      en: 'player: only what a player can send; specification: also what is formally invalid, as the standard scores it',
    }),
    seed: optional(text(SEED), SEED_OPTION),
  },
  examples: [
    'cloison qti score examples/6e/francais/items/fr-doc-1.xml reponses.json',
    'cloison qti score item.xml responses.json --validity specification --json',
  ],
  run: async (session, { item: path, responses: responsesPath, validity, seed }) => {
    const item = readOrRefuse(session, path, { purpose: 'score', modules: 'any', ...seedOf(seed) });
    const leftOut = item.remarks.filter(({ code }) => code === 'QTI_LINT_LEFT_OUT');
    const notDelivered = leftOut.map((remark) => fromQti(remark, null));
    if (notDelivered.length > 0) session.note(renderProblems(notDelivered, session.lang));
    const read = readResponsesFile(responsesPath);
    if ('problems' in read) throw refuseWith(session, 'responses-bad', read.problems);
    // Without all of its interactions, nobody knows what a player could send.
    const mode = leftOut.length > 0 ? 'specification' : validity;
    const scored = score(item, read.responses, { validity: mode });
    if (scored.kind === 'invalid') {
      const asked = item.responses.map(({ id }) => id).join(', ') || '—';
      const problems = scored.errors.map((error) => invalidResponse(error, responsesPath));
      throw refuseWith(session, 'responses-invalid', problems, { asked });
    }
    const { unreadable } = scored;
    const maxScore = leftOut.length > 0 ? declaredMaximum(item) : scored.maxScore;
    const result = {
      outcomes: Object.fromEntries(Object.entries(scored.outcomes).map(([id, value]) => [id, finite(value)])),
      score: finite(scored.score),
      maxScore: finite(maxScore),
      unreadable,
      ...(notDelivered.length === 0 ? {} : { leftOut: problemsAsData(notDelivered, session.lang) }),
    };
    session.print(printableJson(result));
    return result;
  },
});

export const deliverVerb = verb({
  name: 'deliver',
  summary: {
    fr: 'écrit en JSON ce qu’un navigateur reçoit d’un item, et rien d’autre',
    en: 'writes what a browser gets of an item, as JSON and nothing else',
  },
  about: {
    fr: 'Ni réponse correcte, ni barème, ni règle de calcul, ni retour n’en font partie (docs/qti.md).',
    en: 'It has no correct response, mapping, rule of processing or feedback (docs/qti.md).',
  },
  arguments: ITEM,
  options: { seed: optional(text(SEED), SEED_OPTION) },
  examples: ['cloison qti deliver examples/6e/francais/items/fr-doc-1.xml > item.json'],
  run: async (session, { item: path, seed }) => {
    const item = toDelivery(readOrRefuse(session, path, seedOf(seed)));
    session.print(printableJson(item));
    return { item };
  },
});

function seedOf(seed: string | undefined): { readonly seed?: string } {
  return seed === undefined ? {} : { seed };
}

function readOrRefuse(
  session: Terminal,
  path: string,
  options: Pick<ReadItemOptions, 'purpose' | 'modules' | 'seed'> = {},
): Item {
  try {
    return readItemFile(path, options);
  } catch (error) {
    if (!(error instanceof QtiProblems)) throw error;
    throw refuseWith(
      session,
      'item-refused',
      error.problems.map((problem) => fromQti(problem, null)),
    );
  }
}

function refuseWith(
  session: Terminal,
  code: Parameters<typeof refuseQti>[0],
  problems: readonly Problem[],
  values: Readonly<Record<string, string>> = {},
) {
  session.note(renderProblems(problems, session.lang));
  return refuseQti(
    code,
    { count: problems.length, ...values },
    { problems: problemsAsData(problems, session.lang) },
  );
}

function invalidResponse({ code, responseId }: ResponseError, path: string): Problem {
  const { fr, en } = responseErrorWords[code];
  const say = (text: string) => `${responseId === null ? '' : `${responseId} `}${text} [${code}]`;
  return { code, file: path, line: 0, column: 0, words: { fr: say(fr), en: say(en) } };
}

/** JSON has no infinity; as XML Schema writes it. */
function finite(value: OutcomeValue): unknown {
  if (value === Number.POSITIVE_INFINITY) return 'INF';
  if (value === Number.NEGATIVE_INFINITY) return '-INF';
  if (Array.isArray(value)) return value.map(finite);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, scalar]) => [field, finite(scalar)]));
}

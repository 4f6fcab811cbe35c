/** Shape of campaign.yaml; what the parts say about each other is checked in `check-spec.ts`. */
import { TOOLS } from '@cloison/protocol';
import * as v from 'valibot';
import { ANALYSIS_MODELS, BACKGROUND_COLUMNS, LINK_METHODS, STANDARD_METHODS } from '../campaign/spec.ts';

/** Control characters, and marks that reverse the direction of writing: a line with such a title shows “12 %” as “21 %”. */
const UNSHOWN = /(?![\t\n])[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const text = (max = 500) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(max),
    v.check((given) => !UNSHOWN.test(given), 'text-sign'),
  );
export const localised = v.strictObject({ fr: text(2000), en: text(2000) });
/** Of the protocol's messages, each once. */
const tools = v.pipe(
  v.array(v.picklist(TOOLS)),
  v.minLength(1),
  v.check((given) => new Set(given).size === given.length, 'twice'),
);
/** As `identifier` of the protocol's messages, without `/` and `~`, which separate parts of names. */
export const identifier = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$/, 'identifier'));
const itemId = v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/, 'identifier'));

/** A record name of the protocol (`parseName`), without what separates its parts. */
const sequenceId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{1,30}$/, 'sequence-name'));

/** Pages are printed with it and browsers opened at it: no query, no fragment, a secure origin. */
function isAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return (
    (url.protocol === 'https:' || (url.protocol === 'http:' && local)) &&
    url.search === '' &&
    url.hash === '' &&
    url.username === ''
  );
}

/** A day of the calendar as YYYY-MM-DD; 30 February is none. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const reports = v.picklist(['continuous', 'retrieval']);
const positive = (max: number) => v.pipe(v.number(), v.gtValue(0), v.maxValue(max));
const integer = (min: number, max: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));

const column = v.picklist(BACKGROUND_COLUMNS);
const columns = v.optional(v.pipe(v.array(column), v.maxLength(BACKGROUND_COLUMNS.length)), []);
/** A column, or a column and the value that the others are compared with. */
const term = v.union([column, v.strictObject({ column, reference: v.optional(text(100)) })]);
/** Beyond, nothing is gained and the vault grows. */
const MOST_PLAUSIBLE = 20;

const analysis = v.strictObject({
  model: v.optional(v.picklist(ANALYSIS_MODELS), 'auto'),
  groups: v.optional(column),
  weight: v.optional(v.picklist(['poids'])),
  clusters: v.optional(v.picklist(['school', 'class'])),
  notReached: v.optional(v.picklist(['wrong', 'ignored']), 'wrong'),
  dif: columns,
  dimensions: v.optional(
    v.pipe(
      v.array(v.pipe(v.array(identifier), v.minLength(2), v.maxLength(4))),
      v.minLength(1),
      v.maxLength(20),
    ),
  ),
  plausible: v.optional(
    v.strictObject({
      values: v.optional(integer(2, MOST_PLAUSIBLE), 5),
      seed: v.optional(integer(0, 0xffff_ffff), 1),
      background: columns,
    }),
  ),
  regression: v.optional(v.pipe(v.array(term), v.minLength(1), v.maxLength(BACKGROUND_COLUMNS.length))),
});

/** Each is published: what a school fetches grows with them. */
const MOST_VARIANTS = 20;

/** Part of a record's name. */
const moduleId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,15}$/, 'module-name'));
const itemList = v.pipe(v.array(itemId), v.minLength(1), v.maxLength(500));
const moduleList = v.pipe(v.array(moduleId), v.minLength(1), v.maxLength(60));

const module = v.strictObject({
  id: moduleId,
  items: v.optional(itemList),
  next: v.optional(moduleList),
  route: v.optional(
    v.strictObject({
      from: v.optional(v.pipe(v.array(v.number()), v.minLength(1), v.maxLength(60))),
      file: v.optional(text(200)),
      theta: v.optional(v.pipe(v.array(v.number()), v.minLength(1), v.maxLength(60))),
      calibration: v.optional(text(200)),
      on: v.optional(moduleList),
      fallback: v.optional(moduleId),
    }),
  ),
});

const booklets = v.strictObject({
  blocks: v.pipe(
    v.array(v.strictObject({ id: moduleId, items: itemList })),
    v.minLength(2),
    v.maxLength(100),
  ),
  perBooklet: v.optional(integer(2, 50)),
  booklets: v.optional(v.pipe(v.array(moduleList), v.minLength(2), v.maxLength(500))),
  anchor: v.optional(
    v.strictObject({ items: itemList, place: v.optional(v.picklist(['first', 'last']), 'first') }),
  ),
});

/** How many variants of each item with template variables, and the seed by which they are drawn. */
const variants = v.union([
  integer(2, MOST_VARIANTS),
  v.strictObject({ count: integer(2, MOST_VARIANTS), seed: v.optional(integer(0, 0xffff_ffff), 1) }),
]);

const pair = v.strictTuple([v.number(), v.number()]);

export const specFileSchema = v.strictObject({
  campaign: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{2,39}$/, 'campaign-name')),
  title: localised,
  year: integer(2000, 2100),
  rehearsal: v.optional(v.boolean(), false),
  address: v.pipe(v.string(), v.maxLength(300), v.check(isAddress, 'address')),
  contact: v.optional(localised),
  levels: v.pipe(
    v.array(
      v.strictObject({
        id: identifier,
        title: localised,
        mode: v.picklist(['online', 'entry']),
        reports: v.optional(reports),
        atHome: v.exactOptional(v.strictObject({ fr: text(300), en: text(300) })),
      }),
    ),
    v.minLength(1),
    v.maxLength(30),
  ),
  sequences: v.pipe(
    v.array(
      v.strictObject({
        id: sequenceId,
        level: identifier,
        title: localised,
        package: text(200),
        minutes: v.optional(v.nullable(integer(1, 600))),
        day: v.exactOptional(integer(1, 99)),
        instructions: v.optional(v.nullable(localised)),
        tools: v.optional(tools),
        exercises: v.optional(
          v.pipe(
            v.array(
              v.strictObject({
                id: identifier,
                title: localised,
                page: v.optional(v.nullable(text(200))),
                day: v.exactOptional(integer(1, 99)),
                items: v.pipe(v.array(itemId), v.minLength(1), v.maxLength(500)),
              }),
            ),
            v.minLength(1),
            v.maxLength(100),
          ),
        ),
        items: v.optional(v.pipe(v.array(itemId), v.minLength(1), v.maxLength(500))),
        modules: v.optional(v.pipe(v.array(module), v.minLength(2), v.maxLength(60))),
        first: v.optional(moduleList),
        booklets: v.optional(booklets),
        variants: v.optional(variants),
        attempts: v.optional(itemList),
      }),
    ),
    v.minLength(1),
    v.maxLength(60),
  ),
  domains: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          id: identifier,
          level: identifier,
          sequence: v.string(),
          title: localised,
          sentence: localised,
          items: v.pipe(v.array(itemId), v.minLength(1), v.maxLength(500)),
          thresholds: v.optional(v.union([pair, v.record(v.string(), pair)])),
          testSpecific: v.optional(v.boolean(), false),
          guidance: v.optional(
            v.strictObject({ needs: localised, fragile: localised, satisfactory: localised }),
          ),
          reference: v.optional(
            v.strictObject({
              file: text(200),
              method: v.optional(v.picklist(LINK_METHODS), 'stocking-lord'),
              items: v.optional(v.pipe(v.array(itemId), v.minLength(1), v.maxLength(500))),
              drift: v.optional(v.boolean(), true),
              responses: v.optional(text(200)),
            }),
          ),
          standard: v.optional(v.strictObject({ method: v.picklist(STANDARD_METHODS), file: text(200) })),
        }),
      ),
      v.maxLength(500),
    ),
    [],
  ),
  accommodations: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          id: identifier,
          title: localised,
          time: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(4))),
          font: v.optional(v.picklist(['opendyslexic'])),
          zoom: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(3))),
          contrast: v.optional(v.picklist(['high'])),
          tools: v.optional(tools),
        }),
      ),
      v.maxLength(50),
    ),
    [],
  ),
  notSitting: v.optional(
    v.pipe(v.array(v.strictObject({ id: identifier, title: localised })), v.maxLength(20)),
  ),
  doubleEntry: v.optional(
    v.union([
      v.strictObject({ share: positive(1), seed: v.optional(integer(0, 0xffff_ffff), 1) }),
      v.strictObject({ perClass: integer(1, 40), seed: v.optional(integer(0, 0xffff_ffff), 1) }),
    ]),
  ),
  progress: v.exactOptional(
    v.strictObject({
      since: identifier,
      domains: v.pipe(
        v.record(identifier, identifier),
        v.check((map) => Object.keys(map).length > 0, 'empty'),
      ),
    }),
  ),
  cohort: v.exactOptional(
    v.strictObject({
      name: v.pipe(v.string(), v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'cohort-name'), v.maxLength(40)),
      until: v.pipe(v.string(), v.check(isDay, 'cohort-day')),
    }),
  ),
  codes: v.optional(
    v.strictObject({
      reservePerSchool: v.optional(integer(0, 100), 3),
      teachersPerClass: v.optional(integer(1, 10), 1),
    }),
    {},
  ),
  reports: v.optional(reports, 'continuous'),
  validity: v.optional(v.picklist(['player', 'specification']), 'player'),
  content: v.optional(v.strictObject({ ahead: v.optional(v.boolean(), false) })),
  processData: v.optional(v.boolean()),
  uploads: v.optional(
    v.strictObject({
      maxBytes: v.optional(integer(1, 30_000)),
      types: v.optional(v.pipe(v.array(text(100)), v.minLength(1), v.maxLength(50))),
    }),
  ),
  customInteractions: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          module: text(200),
          sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'digest')),
        }),
      ),
      v.minLength(1),
      v.maxLength(50),
    ),
  ),
  scale: v.optional(v.strictObject({ mean: v.number(), sd: positive(1e6) }), { mean: 250, sd: 50 }),
  secrecy: v.optional(
    v.strictObject({
      minPupils: v.optional(integer(1, 1000), 5),
      minSchools: v.optional(integer(1, 1000), 3),
    }),
    {},
  ),
  analysis: v.optional(analysis),
});

export type SpecFile = v.InferOutput<typeof specFileSchema>;
